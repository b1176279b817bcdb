package org.datanet.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datanet.io.InvalidInputException.Place;
import org.jspecify.annotations.Nullable;

/** Collects the checks that are made while a file is read. Every name stands once, failed from its first failure on. */
final class Checks {
    private final Map<String, Verification.Check> byName = new LinkedHashMap<>();
    private @Nullable InvalidInputException first;

    /** Notes that a check held, unless it failed before. */
    void held(String name, String detail) {
        byName.merge(name, new Verification.Check(name, true, detail), (old, now) -> old.ok() ? now : old);
    }

    /** Notes a failure. */
    void failed(String name, Place place, String problem, String remedy) {
        failed(name, new InvalidInputException(place, problem, "", remedy));
    }

    void failed(String name, InvalidInputException failure) {
        first = first == null ? failure : first;
        byName.merge(
                name,
                new Verification.Check(name, false, String.valueOf(failure.getMessage())),
                (old, now) -> old.ok() ? now : old);
    }

    boolean ok() {
        return first == null;
    }

    List<Verification.Check> all() {
        return new ArrayList<>(byName.values());
    }

    /** Throws the first failure, if there was one. */
    void throwFirst() {
        if (first != null) {
            throw first;
        }
    }
}
