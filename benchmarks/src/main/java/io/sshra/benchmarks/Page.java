package io.sshra.benchmarks;

import io.sshra.benchmarks.Figures.Row;
import java.util.List;
import java.util.Locale;

/** The figures as a stand-alone page without scripts: goals, ratios, and a plot for each figure. */
final class Page {

    private static final String STYLE = """
            body{font:15px/1.45 system-ui,sans-serif;color:#1c2430;background:#f6f7f9;margin:0}
            main{max-width:1180px;margin:0 auto;padding:1.5em}
            h1{font-size:1.6em;margin:.2em 0}h2{margin:2em 0 .6em;border-bottom:2px solid #d5dae1;padding-bottom:.2em}
            h3{margin:1.4em 0 .5em;text-transform:capitalize}p{margin:.4em 0;max-width:65em}
            table{border-collapse:collapse;background:#fff;font-size:14px;width:100%}
            th,td{padding:.35em .6em;border-bottom:1px solid #e3e7ec;text-align:left;vertical-align:top}
            th{background:#eceff3;font-weight:600}td:first-child{white-space:nowrap}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            .wide{overflow-x:auto}.better{color:#176b3a}.worse{color:#a3341c}
            .reached,.spread,.missed{border-radius:1em;padding:.1em .7em;white-space:nowrap;font-size:13px}
            .reached{background:#d6f0df;color:#145c32}.spread{background:#fdf0cd;color:#6d5106}.missed{background:#fadcd5;color:#8d2a14}
            .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(520px,1fr));gap:12px}
            figure{margin:0;background:#fff;border:1px solid #e3e7ec;border-radius:6px;padding:.7em .9em}
            figcaption{font-weight:600;margin-bottom:.3em}figcaption span{font-weight:400;color:#5d6875}
            svg{display:block;width:100%;height:auto}text{font:13px system-ui,sans-serif;fill:#1c2430}
            """;
    private static final int LABEL = 165;
    private static final int BARS = 210;
    private static final int WIDTH = 500;
    private static final int LINE = 24;

    private final Figures figures;
    private final StringBuilder text = new StringBuilder();

    private Page(Figures figures) {
        this.figures = figures;
    }

    /** @param run describes the run and the machine */
    static String of(Figures figures, String run) {
        Page page = new Page(figures);
        page.text.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>ssh-ra: benchmarks</title><style>")
                .append(STYLE).append("</style></head><body><main><h1>ssh-ra compared with other clients</h1><p>").append(run)
                .append(". Numbers are medians of the rounds, with minimum and maximum.</p>");
        page.goals();
        for (String table : figures.tables()) {
            page.text.append("<h2>With ").append(table).append("</h2>");
            page.ratios(table);
            page.plots(table);
        }
        figures.failures().forEach(failure -> page.text.append("<p class=\"worse\">Failed: ").append(failure).append("</p>"));
        return page.text.append("</main></body></html>\n").toString();
    }

    private void goals() {
        List<Goals.Outcome> outcomes = Goals.outcomes(figures);
        if (outcomes.isEmpty()) {
            return;
        }
        text.append("<h2>Goals</h2><table><tr><th></th><th>goal</th><th>result</th><th>worst figure</th></tr>");
        for (Goals.Outcome outcome : outcomes) {
            String style = switch (outcome.verdict()) {
                case REACHED -> "reached";
                case NOT_SHOWN -> "spread";
                case MISSED -> "missed";
            };
            text.append(String.format("<tr><td>%s</td><td>%s</td><td><span class=\"%s\">%s</span></td><td>%s</td></tr>",
                    outcome.name(), outcome.what(), style, outcome.verdict().label(), outcome.worst()));
        }
        text.append("</table>");
    }

    private void ratios(String table) {
        List<Client> peers = figures.clients(table).stream().filter(client -> client != Client.SSH_RA).toList();
        text.append("<p>How many times better ssh-ra is than each client: faster, less, or more per second. Below 1 the client is")
                .append(" better. ").append(Results.NOT_SHOWN).append("</p><div class=\"wide\"><table><tr><th></th><th>ssh-ra</th>");
        peers.forEach(peer -> text.append("<th>").append(peer.label()).append("</th>"));
        text.append("</tr>");
        for (Row row : figures.rows(table)) {
            text.append("<tr><td>").append(row.label()).append("</td><td class=\"n\">")
                    .append(figures.clients(row).contains(Client.SSH_RA)
                            ? figures.spread(row, Client.SSH_RA) + " " + row.unit() : "").append("</td>");
            for (Client peer : peers) {
                String style = !figures.isComparable(row, peer) || !figures.isShown(row, peer) ? "" : figures.advantage(row, peer) < 1 ? " worse" : " better";
                text.append("<td class=\"n").append(style).append("\">").append(Results.cell(figures, row, peer)).append("</td>");
            }
            text.append("</tr>");
        }
        text.append("</table></div>");
    }

    private void plots(String table) {
        Scenario scenario = null;
        for (Row row : figures.rows(table)) {
            if (row.scenario() != scenario) {
                text.append(scenario == null ? "" : "</div>").append("<h3>").append(row.scenarioLabel())
                        .append("</h3><div class=\"plots\">");
                scenario = row.scenario();
            }
            plot(row);
        }
        text.append(scenario == null ? "" : "</div>");
    }

    private void plot(Row row) {
        double most = Math.max(Double.MIN_NORMAL, figures.clients(row).stream().mapToDouble(client -> figures.greatest(row, client)).max().orElseThrow());
        text.append("<figure><figcaption>").append(row.figure()).append(" <span>").append(row.unit())
                .append(row.moreIsBetter() ? ", more is better" : ", less is better").append("</span></figcaption><svg viewBox=\"0 0 ")
                .append(WIDTH).append(' ').append(LINE * figures.clients(row).size()).append("\">");
        int y = 0;
        for (Client client : figures.clients(row)) {
            double scale = BARS / most;
            text.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\""
                    + " width=\"%.1f\" height=\"16\" rx=\"2\" fill=\"%s\"/><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\""
                    + " stroke=\"#1c2430\"/><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    LABEL, y + 16, client.label(), LABEL + 8, y + 3, figures.median(row, client) * scale,
                    client == Client.SSH_RA ? "#2f9e62" : "#a9b7c6", LABEL + 8 + figures.least(row, client) * scale,
                    LABEL + 8 + figures.greatest(row, client) * scale, y + 11, y + 11, WIDTH, y + 16, figures.spread(row, client)));
            y += LINE;
        }
        text.append("</svg></figure>");
    }
}
