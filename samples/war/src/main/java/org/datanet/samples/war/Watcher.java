package org.datanet.samples.war;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.datanet.quality.GuardFlagged;
import org.datanet.rest.DeliveryFailed;
import org.datanet.rest.RewardReported;

/** Observes what the hook says of itself; an application would page somebody here. */
@ApplicationScoped
public class Watcher {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    void flagged(@Observes GuardFlagged event) {
        seen.add("flagged " + event.datanet().id() + " "
                + event.findings().get(0).detector());
    }

    void reported(@Observes RewardReported event) {
        seen.add("reported " + event.datanet().id() + " " + event.paid());
    }

    void failed(@Observes DeliveryFailed event) {
        seen.add("failed " + event.receiver() + " " + event.reason());
    }

    /** What was seen so far, in order. */
    public List<String> seen() {
        return List.copyOf(seen);
    }
}
