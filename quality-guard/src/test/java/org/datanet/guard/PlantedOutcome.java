package org.datanet.guard;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.quality.Detector;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.testkit.planted.Role;
import org.datanet.usage.UsageView;

/** What the guard said of a planted Datanet, beside the truth. */
public record PlantedOutcome(PlantedDatanet planted, QualityReport report) {
    public static PlantedOutcome of(PlantedDatanet planted, Detector... detectors) {
        return new PlantedOutcome(planted, inspect(planted.datanet(), List.of(detectors)));
    }

    public static QualityReport inspect(Datanet datanet, Collection<? extends Detector> detectors) {
        return new DatanetGuard(detectors)
                .inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
    }

    /** Share of the rows of such contributors that have a finding. */
    public double flagged(Predicate<Role> who) {
        boolean[] found = new boolean[planted.datanet().rows()];
        for (Finding finding : report.findings()) {
            if (finding.subject() instanceof Subject.Row subject) {
                found[subject.row()] = true;
            }
        }
        return mean(who, row -> found[row] ? 1 : 0);
    }

    /** Mean weight of the rows of such contributors. */
    public double weight(Predicate<Role> who) {
        return mean(who, row -> report.weights()[row]);
    }

    private double mean(Predicate<Role> who, java.util.function.IntToDoubleFunction value) {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < planted.datanet().rows(); row++) {
            Role role = planted.roles().get(planted.datanet().contributorId(row));
            if (who.test(role)) {
                sum += value.applyAsDouble(row);
                count++;
            }
        }
        return sum / count;
    }

    public static boolean honest(Role role) {
        return !role.games();
    }
}
