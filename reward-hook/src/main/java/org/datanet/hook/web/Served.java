package org.datanet.hook.web;

import jakarta.ws.rs.core.SecurityContext;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.io.InvalidInputException;
import org.datanet.rest.Role;
import org.jspecify.annotations.Nullable;

/** What resources over Datanet folders have in common. Never says where on the server a file is. */
final class Served {
    private final IntakeDesk desk;

    Served(IntakeDesk desk) {
        this.desk = desk;
    }

    DatanetId datanet(String text) {
        DatanetId datanet = Requests.datanet(text);
        if (!desk.serves(datanet)) {
            throw ProblemException.notFound("Datanet %s takes nothing in here".formatted(datanet));
        }
        return datanet;
    }

    <T> T at(DatanetId datanet, IntakeDesk.Work<T> work) {
        return Requests.stored(() -> {
            try {
                return desk.at(datanet, work);
            } catch (InvalidInputException e) {
                throw refused(e);
            }
        });
    }

    /** Something done with a folder without its intake. */
    <T> T reading(Requests.Stored<T> work) {
        return Requests.stored(() -> {
            try {
                return work.get();
            } catch (InvalidInputException e) {
                throw refused(e);
            }
        });
    }

    private static ProblemException refused(InvalidInputException e) {
        String detail =
                "%s%s; %s".formatted(e.problem(), e.value().isEmpty() ? "" : " (" + e.value() + ")", e.remedy());
        if (e.problem().contains("rows are promised while") || e.problem().contains("rows are shown once")) {
            return ProblemException.conflict(detail);
        }
        long line = e.place().line();
        return ProblemException.unprocessable(
                "refused",
                "What was sent in is refused",
                line > 0 ? "line %d, column %d: %s".formatted(line, e.place().column(), detail) : detail,
                line > 0 ? "/rows" : "");
    }

    /** Refuses a caller who speaks for somebody else. */
    static void onlyFor(@Nullable SecurityContext caller, Role role, String subject) {
        if (caller == null || Caller.isOther(caller, role, subject)) {
            throw ProblemException.forbidden("the token speaks for somebody else than " + subject);
        }
    }

    /** Whom a list is about: the caller itself where it has that role, whatever it asked for. */
    static String whose(@Nullable SecurityContext caller, Role role, String asked) {
        return caller != null && caller.isUserInRole(role.name()) ? Caller.subject(caller) : asked;
    }
}
