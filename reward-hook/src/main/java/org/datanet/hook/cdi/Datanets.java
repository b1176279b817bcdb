package org.datanet.hook.cdi;

import org.datanet.contribution.Datanet;

/** The Datanets that the container knows by name. Provide an alternative bean to take them from elsewhere than from folders. Thread-safe. */
public interface Datanets {

    /**
     * A Datanet by its name.
     *
     * @param name empty for the only one
     * @throws IllegalArgumentException when there is none of that name, saying which key would make it known
     */
    Datanet named(String name);
}
