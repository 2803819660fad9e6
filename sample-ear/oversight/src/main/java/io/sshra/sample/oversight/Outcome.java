package io.sshra.sample.oversight;

import java.util.List;

/**
 * What became of a call, as far as it is known.
 *
 * @param state      running, exited and so on; {@link #WAITS} while a person has to decide
 * @param exitCode   null if there is none
 * @param said       what the server has said to the agent, without the output of machines
 * @param outputs    what machines have written, with control characters visible
 * @param level      the privilege level that refused it; null if none did
 * @param rule       file and line of the rule; null if no rule refused it
 * @param approvalId the request for an approval; null if there is none
 */
public record Outcome(String state, Integer exitCode, List<String> said, List<Output> outputs, String level, String rule, String approvalId) {

    /** A person has to decide. */
    public static final String WAITS = "waits";
    private static final int LONGEST = 4_000;
    static final Outcome BEGUN = new Outcome("running", null, List.of(), List.of(), null, null, null);

    /**
     * What a machine has written.
     *
     * @param name for instance stdout
     */
    public record Output(String name, String text) {
    }

    /** Keeps the beginning and the end of what is long. */
    public Outcome {
        said = said.stream().map(line -> bounded(line, LONGEST)).toList();
        outputs = outputs.stream().map(output -> new Output(output.name(), bounded(output.text(), LONGEST))).toList();
    }

    /** The beginning and the end of a text, and a note between them, if it is longer than this. */
    static String bounded(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int half = most / 2;
        return text.substring(0, half) + "\n[… " + (text.length() - 2 * half) + " characters are not shown …]\n" + text.substring(text.length() - half);
    }

    boolean isRunning() {
        return state.equals("running") || state.equals("starting");
    }
}
