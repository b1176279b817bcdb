package org.datanet.io;

import java.nio.file.Path;
import java.util.List;

/**
 * What came out of checking a file or folder.
 *
 * @param file what was checked
 * @param kind what it is: "reward report", "receipt", ...
 * @param checks in the order in which they were made; a check that could not be made, because an earlier one failed, is absent
 */
public record Verification(Path file, String kind, List<Check> checks) {
    public Verification {
        checks = List.copyOf(checks);
    }

    /** Whether every check held. */
    public boolean ok() {
        return checks.stream().allMatch(Check::ok);
    }

    /** The checks that failed. */
    public List<Check> failures() {
        return checks.stream().filter(check -> !check.ok()).toList();
    }

    /**
     * One check.
     *
     * @param name of the part that was checked
     * @param ok whether it holds
     * @param detail what was found, for people
     */
    public record Check(String name, boolean ok, String detail) {}
}
