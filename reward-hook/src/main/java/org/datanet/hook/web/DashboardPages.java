package org.datanet.hook.web;

import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.epochs.PaidElsewhere;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.hook.json.MalformedJson;
import org.datanet.hook.json.RewardDocuments;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.AppealBook;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.EpochRounds;
import org.datanet.hook.store.Message;
import org.datanet.hook.store.Outbox;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;
import org.datanet.rest.Appeals;
import org.datanet.rest.Receipts;
import org.datanet.rest.ReportPage;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunId;
import org.datanet.usage.TreeHead;

/** Renders the dashboard's pages. */
@HookPart
public class DashboardPages {
    private static final int ROWS = 100;
    private static final int EPOCHS = 12;

    private final Database database;
    private final Documents documents;
    private final AppealBook appeals;
    private final JdbcUsageLedger ledger;
    private final Outbox outbox;
    private final AuditLog audit;
    private final EpochRounds rounds;
    private final IntakeDesk desk;
    private final PaidElsewhere elsewhere;

    @Inject
    public DashboardPages(
            Database database,
            Documents documents,
            AppealBook appeals,
            JdbcUsageLedger ledger,
            Outbox outbox,
            AuditLog audit,
            EpochRounds rounds,
            IntakeDesk desk,
            PaidElsewhere elsewhere) {
        this.database = database;
        this.documents = documents;
        this.appeals = appeals;
        this.ledger = ledger;
        this.outbox = outbox;
        this.audit = audit;
        this.rounds = rounds;
        this.desk = desk;
        this.elsewhere = elsewhere;
    }

    String signIn(String refusal) {
        Html html = new Html();
        if (!refusal.isEmpty()) {
            html.add(Html.of("<p role=\"alert\" class=\"alert\">{}</p>", refusal));
        }
        return html.add(Html.of(
                        "<form method=\"post\" action=\"session\" class=\"card\"><label for=\"token\">Token of the owner or an auditor"
                                + "</label><input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"off\" required>"
                                + "<button>Sign in</button></form>"))
                .page("Sign in", false);
    }

    String datanets() {
        List<List<Object>> rows = new ArrayList<>();
        Set<DatanetId> all = new LinkedHashSet<>(desk.datanets());
        all.addAll(Requests.stored(documents::datanets));
        for (DatanetId datanet : all) {
            ReportPage rewards = Requests.stored(() -> documents.page(Documents.Kind.REWARDS, datanet, ROWS));
            long open = Requests.stored(() -> appeals.list(datanet, "", ROWS)).stream()
                    .filter(appeal -> appeal.decision().isEmpty())
                    .count();
            rows.add(List.of(
                    Html.of("<a href=\"./?datanet={}\">{}</a>", url(datanet.value()), datanet),
                    rewards.reports().size(),
                    open));
        }
        return new Html()
                .add(Html.table("Datanets", List.of("Datanet", "Reward reports", "Open appeals"), rows))
                .page("Datanets", true);
    }

    String datanet(DatanetId datanet, boolean owner) {
        List<List<Object>> reports = new ArrayList<>();
        for (ReportPage.Entry entry : Requests.stored(() -> documents.page(Documents.Kind.REWARDS, datanet, ROWS))
                .reports()) {
            reports.add(List.of(
                    Html.of(
                            "<a href=\"page-report?datanet={}&amp;digest={}\"><code>{}</code></a>",
                            url(datanet.value()),
                            entry.digest(),
                            entry.digest().hex().substring(0, 16)),
                    entry.storedAt(),
                    entry.announced() ? "announced" : "stored"));
        }
        Html html = new Html();
        Requests.stored(() -> elsewhere.last(datanet))
                .ifPresent(held -> html.add(Html.of("<p role=\"alert\" class=\"alert\">{}</p>", held)));
        html.add(Html.table("Reward reports", List.of("Report", "Stored", "State"), reports));
        if (!Requests.stored(() -> documents.page(Documents.Kind.QUALITY, datanet, 1))
                .reports()
                .isEmpty()) {
            html.add(Html.of(
                    "<p><a href=\"page-quality?datanet={}\">Quality: flagged samples, contributors, curators, health</a></p>",
                    url(datanet.value())));
        }
        List<EpochRounds.Standing> epochs = Requests.stored(() -> rounds.latest(datanet, EPOCHS));
        if (!epochs.isEmpty()) {
            html.add(Html.table(
                    "Epochs",
                    List.of("Epoch", "Open since", "Closed", "Findings shown", "Accounted for", "Report"),
                    epochs.stream().map(DashboardPages::epoch).toList()));
        }
        html.add(Html.of("<h2 id=\"appeals\">Appeals</h2>"));
        List<Appeals.Appeal> all = Requests.stored(() -> appeals.list(datanet, "", ROWS));
        if (all.isEmpty()) {
            html.add(Html.of("<p class=\"none\">Appeals: none.</p>"));
        }
        all.forEach(appeal -> html.add(appeal(appeal, owner)));
        return html.page(datanet.value(), true);
    }

    private static List<Object> epoch(EpochRounds.Standing epoch) {
        EpochRounds.Round round = epoch.round();
        return List.of(
                round.epoch(),
                round.openedAt(),
                round.closedAt()
                        .map(Instant::toString)
                        .orElse(round.revealingAt().isPresent() ? "showing" : "open"),
                round.inspectedAt().map(Instant::toString).orElse(""),
                epoch.reportedAt()
                        .map(Instant::toString)
                        .orElse(round.closedAt().isPresent() ? "waits" : ""),
                epoch.report()
                        .map(digest -> digest.hex().substring(0, 16))
                        .orElse(epoch.reportedAt().isPresent() ? "no receipts" : ""));
    }

    private static Html.Piece appeal(Appeals.Appeal appeal, boolean owner) {
        Html.Piece decision = appeal.decision()
                .map(decided -> Html.of(
                        "<p><strong>{}</strong>: {}</p>",
                        decided.accepted() ? "Accepted" : "Rejected",
                        decided.reason()))
                .orElseGet(() -> owner
                        ? Html.of(
                                "<form method=\"post\" action=\"page-decision\"><input type=\"hidden\" name=\"datanet\" value=\"{}\">"
                                        + "<input type=\"hidden\" name=\"id\" value=\"{}\"><label for=\"reason-{}\">Reason</label>"
                                        + "<input id=\"reason-{}\" name=\"reason\" maxlength=\"2000\" required>"
                                        + "<button name=\"decision\" value=\"accept\">Accept</button> "
                                        + "<button name=\"decision\" value=\"reject\">Reject</button></form>",
                                appeal.datanet(),
                                appeal.id(),
                                appeal.id(),
                                appeal.id())
                        : Html.of("<p>Not decided yet.</p>"));
        return Html.of(
                "<article class=\"card\"><h3>{} on sample {}</h3><p>{} appeals against {}, {}.</p>{}</article>",
                "Appeal " + appeal.id(),
                appeal.request().sample(),
                appeal.request().contributor(),
                appeal.request().detector().equals("*")
                        ? "every finding"
                        : appeal.request().detector(),
                appeal.at(),
                Html.all(List.of(
                        Html.of("<blockquote>{}</blockquote>", appeal.request().reason()), decision)));
    }

    String report(DatanetId datanet, Digest digest) throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        documents.copy(Documents.Kind.REWARDS, datanet, digest, stored);
        if (stored.size() == 0) {
            throw ProblemException.notFound("Datanet %s has no such report".formatted(datanet));
        }
        RewardReport report;
        try {
            report = RewardDocuments.read(stored.toByteArray());
        } catch (MalformedJson e) {
            throw new IOException("the stored report " + digest + " cannot be read: " + e.getMessage(), e);
        }
        BigInteger most = report.contributors().stream()
                .map(RewardReport.ContributorReward::amount)
                .reduce(BigInteger.ONE, BigInteger::max);
        List<List<Object>> rows = new ArrayList<>();
        report.contributors().stream()
                .sorted(java.util.Comparator.comparing(RewardReport.ContributorReward::amount)
                        .reversed()
                        .thenComparing(RewardReport.ContributorReward::contributor))
                .limit(500)
                .forEach(line -> rows.add(List.of(
                        line.contributor(),
                        line.amount(),
                        Html.of(
                                "<meter min=\"0\" max=\"1\" value=\"{}\">{}</meter>",
                                line.amount().doubleValue() / most.doubleValue(),
                                line.amount()),
                        line.usedRows(),
                        line.exposures(),
                        Html.of(
                                "<details><summary>{} steps</summary><ol>{}</ol></details>",
                                line.waterfall().size(),
                                Html.all(line.waterfall().stream()
                                        .map(step -> Html.of(
                                                "<li>{} <b>{}</b> {}</li>", step.name(), step.value(), step.reason()))
                                        .toList())))));
        Html html = new Html()
                .add(Html.of(
                        "<p>{} receipts paid {} {}; contributors get {}. Digest <code>{}</code>.</p>",
                        report.receipts(),
                        report.fees(),
                        report.currency(),
                        report.paid(),
                        digest));
        html.add(Html.of(
                "<p><a href=\"v1/datanets/{}/reward-reports/{}\">rewards.json</a></p>", url(datanet.value()), digest));
        if (documents
                .size(Documents.Kind.VALUATION, datanet, report.valuation())
                .isPresent()) {
            html.add(Html.of(
                    "<p><a href=\"v1/datanets/{}/valuations/{}\">valuation.json</a>, what rows were worth</p>",
                    url(datanet.value()),
                    report.valuation()));
        }
        return html.add(Html.table(
                        "Contributors",
                        List.of("Contributor", "Amount", "Share", "Rows used", "Exposures", "Why"),
                        rows))
                .add(Html.table(
                        "Treasury",
                        List.of("Line", "Amount"),
                        report.treasury().stream()
                                .map(line -> List.<Object>of(line.name(), line.amount()))
                                .toList()))
                .page("Rewards of " + datanet, true);
    }

    String receipts(long from) {
        List<List<Object>> rows = Requests.stored(() -> ledger.summaries(from, "", ROWS)).stream()
                .map(entry -> List.<Object>of(
                        entry.position(),
                        entry.run(),
                        entry.datanet(),
                        entry.payer(),
                        entry.fee(),
                        entry.state(),
                        entry.entries(),
                        Html.of(
                                "<a href=\"page-verify?run={}\">verify</a>",
                                url(entry.run().value()))))
                .toList();
        Html html = new Html()
                .add(Html.table(
                        "Receipts",
                        List.of("Place", "Run", "Datanet", "Payer", "Fee", "State", "Rows", "Verify"),
                        rows));
        if (rows.size() == ROWS) {
            html.add(Html.of("<p><a href=\"page-receipts?from={}\">Next</a></p>", from + ROWS));
        }
        return html.page("Receipts", true);
    }

    String verify(RunId run) {
        InclusionProof proof = Requests.stored(() -> ledger.inclusion(run))
                .orElseThrow(() -> ProblemException.notFound("the ledger has no receipt of run " + run));
        Receipts.Entry entry =
                Requests.stored(() -> ledger.summaries(proof.index(), "", 1)).get(0);
        TreeHead head = Requests.stored(() -> ledger.head(proof.size()));
        boolean holds = proof.leadsFrom(MerkleTree.leaf(entry.digest().bytes()), head.root());
        return new Html()
                .add(Html.of(
                        "<p class=\"{}\" role=\"status\">{}</p>",
                        holds ? "good" : "alert",
                        holds
                                ? "The proof holds: this receipt is in the ledger."
                                : "The proof does not hold: the ledger's tree is damaged."))
                .add(Html.table(
                        "Receipt",
                        List.of("What", "Value"),
                        List.of(
                                List.of("Run", entry.run()),
                                List.of("Place", entry.position()),
                                List.of("Payer", entry.payer()),
                                List.of("Fee", entry.fee()),
                                List.of("State", entry.state()),
                                List.of("Digest", Html.of("<code>{}</code>", entry.digest())),
                                List.of("Receipts in the ledger", head.size()),
                                List.of("Root of the ledger", Html.of("<code>{}</code>", head.root())))))
                .add(Html.table(
                        "Proof",
                        List.of("Step", "Hash beside it"),
                        IntStream.range(0, proof.path().size())
                                .mapToObj(i -> List.<Object>of(
                                        i + 1,
                                        Html.of("<code>{}</code>", proof.path().get(i))))
                                .toList()))
                .add(Html.of(
                        "<p>Check it without this server: <a href=\"v1/ledger/receipts/{}\">proof as JSON</a>.</p>",
                        url(run.value())))
                .page("Receipt of " + run, true);
    }

    String health() {
        List<List<Object>> rows = new ArrayList<>();
        rows.add(List.of("Database", database.isUp() ? "answers" : "does not answer"));
        rows.add(List.of("Receipts in the ledger", Requests.stored(ledger::size)));
        for (Message.State state : Message.State.values()) {
            rows.add(List.of(
                    "Deliveries " + state.name().toLowerCase(Locale.ROOT), Requests.stored(() -> outbox.count(state))));
        }
        return new Html()
                .add(Html.table("State", List.of("What", "Value"), rows))
                .page("Health", true);
    }

    /** Puts a dead delivery back. */
    void replay(String actor, long id) {
        DeliveriesResource.replay(database, outbox, audit, actor, id);
    }

    String deliveries(boolean owner) {
        Html html = new Html();
        for (Message.State state : new Message.State[] {Message.State.DEAD, Message.State.PENDING}) {
            boolean buttons = owner && state == Message.State.DEAD;
            List<List<Object>> rows = new ArrayList<>();
            for (Message message : Requests.stored(() -> outbox.messages(state, 0, ROWS))) {
                List<Object> row = new ArrayList<>(List.of(
                        message.id(),
                        message.datanet(),
                        message.receiver(),
                        message.attempts(),
                        message.next(),
                        message.lastError().orElse("")));
                if (buttons) {
                    row.add(Html.of(
                            "<form method=\"post\" action=\"page-replay\"><input type=\"hidden\" name=\"id\" value=\"{}\">"
                                    + "<button aria-label=\"Send delivery {} again\">Send again</button></form>",
                            message.id(),
                            message.id()));
                }
                rows.add(row);
            }
            List<String> heads =
                    new ArrayList<>(List.of("Id", "Datanet", "Receiver", "Attempts", "Next attempt", "Last error"));
            if (buttons) {
                heads.add("Again");
            }
            html.add(Html.table(state == Message.State.DEAD ? "Given up" : "Waiting", heads, rows));
        }
        return html.page("Deliveries", true);
    }

    String audit(long after) {
        List<List<Object>> rows = Requests.stored(() -> audit.list(after, ROWS)).entries().stream()
                .map(entry -> Stream.<Object>of(
                                entry.at(), entry.actor(), entry.action(), entry.subject(), entry.detail())
                        .toList())
                .toList();
        return new Html()
                .add(Html.table("Decisions", List.of("When", "Who", "Did", "To", "Because"), rows))
                .page("Decisions", true);
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
