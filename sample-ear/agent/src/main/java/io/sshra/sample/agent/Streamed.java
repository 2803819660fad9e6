package io.sshra.sample.agent;

/** A handle with the output of a command. Its monitor is notified of more output, and of the end. */
abstract class Streamed extends Handle {

    private final OutputLog out = new OutputLog();
    private final OutputLog err = new OutputLog();

    Streamed(String id, String profile) {
        super(id, profile);
    }

    final OutputLog stdout() {
        return out;
    }

    final OutputLog stderr() {
        return err;
    }

    /** The answer without the output. */
    abstract Answer state();

    @Override
    final Answer answer(int budget) {
        Answer answer = state();
        boolean complete = !isRunning();
        int forErrors = Math.min(budget / 3, OutputView.ends(err, budget, complete).cost());
        OutputView stdout = OutputView.ends(out, budget - forErrors, complete);
        OutputView stderr = OutputView.ends(err, budget - Math.min(stdout.cost(), budget - forErrors), complete);
        show(answer, "stdout", stdout, out);
        show(answer, "stderr", stderr, err);
        return answer;
    }

    private void show(Answer answer, String stream, OutputView view, OutputLog log) {
        answer.with(stream, view.text()).with(stream + "_bytes", view.total()).with(stream + "_truncated", view.truncated());
        if (view.total() > 0) {
            answer.quote(stream, profile(), view.text());
        }
        if (view.truncated()) {
            answer.say("What is left out of " + stream + ": ssh_read with handle " + id() + ", stream " + stream + " and an offset. "
                    + log.kept());
        }
    }

    /** The state and a page of one stream. */
    final Answer page(String stream, long offset, int budget) {
        OutputLog log = stream.equals("stderr") ? err : out;
        boolean complete = !isRunning();
        OutputView view = OutputView.page(log, offset, budget, complete);
        return state().with("stream", stream).with("offset", offset).with("text", view.text()).with("next_offset", view.next())
                .with("total_bytes", view.total()).quote(stream + " from byte " + offset, profile(), view.text())
                .say(view.next() < view.total() ? "It goes on at offset " + view.next() + " of " + view.total() + " bytes"
                        : "That is all so far, " + view.total() + " bytes");
    }
}
