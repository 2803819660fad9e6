package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script in the shells themselves, all commands in one shell. */
class ShellScriptTest {

    /** What became of a command. */
    private record Result(int code, String out, String err) {
    }

    @TempDir
    private Path folder;

    private List<Result> run(String shell, String... commands) throws Exception {
        Path program = Path.of("/bin/" + shell);
        assumeTrue(Files.isExecutable(program) || Boolean.parseBoolean(System.getenv("CI")), shell + " is not installed");
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.writeBytes(ShellScript.BEGIN.getBytes(StandardCharsets.UTF_8));
        List<String> marks = new ArrayList<>();
        for (String command : commands) {
            String[] mark = ShellScript.mark();
            script.writeBytes(ShellScript.of(command, mark));
            marks.add(mark[0] + mark[1]);
        }
        Path input = Files.write(folder.resolve("script"), script.toByteArray());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        assertThat(new ProcessBuilder(shell.equals("busybox") ? List.of(program.toString(), "sh") : List.of(program.toString())).directory(folder.toFile())
                .redirectInput(input.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor()).isZero();
        List<Result> results = new ArrayList<>();
        byte[] outs = Files.readAllBytes(out);
        byte[] errs = Files.readAllBytes(err);
        for (String mark : marks) {
            OutputLog outLog = new OutputLog();
            OutputLog errLog = new OutputLog();
            MarkFilter outFilter = new MarkFilter(outLog::append, mark);
            assertThat(outFilter.take(outs, outs.length)).as(Files.readString(err)).isTrue();
            assertThat(new MarkFilter(errLog::append, mark).take(errs, errs.length)).isTrue();
            String shown = new String(outs, StandardCharsets.UTF_8);
            results.add(new Result(outFilter.number(), shown.substring(0, shown.indexOf(mark)),
                    new String(errs, StandardCharsets.UTF_8).substring(0, new String(errs, StandardCharsets.UTF_8).indexOf(mark))));
            outs = rest(outs, mark);
            errs = rest(errs, mark);
        }
        return results;
    }

    private static byte[] rest(byte[] all, String mark) {
        String text = new String(all, StandardCharsets.UTF_8);
        return text.substring(text.indexOf('\n', text.indexOf(mark)) + 1).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void directoryVariablesAndFunctionsRemain(String shell) throws Exception {
        assertThat(run(shell, "mkdir sub; cd sub; X='a b'\nf() { echo \"f $X\"; return 4; }", "basename \"$PWD\"; f", "exit_code=9; (exit 9)", "echo it\\'s"))
                .containsExactly(new Result(0, "", ""), new Result(4, "sub\nf a b\n", ""), new Result(9, "", ""), new Result(0, "it's\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void noCommandKeepsTheExitCodeOfAnotherFromBeingFound(String shell) throws Exception {
        List<Result> results = run(shell, "if", "cat", "read x; echo \"got $x\"", "exec >redirected 2>&1; echo lost", "no-such-command", "false", "set -x; true",
                "printf 'no line break'");
        assertThat(results.get(0).code()).as("a syntax error").isPositive();
        assertThat(results.get(1)).as("reads nothing of the script").isEqualTo(new Result(0, "", ""));
        assertThat(results.get(2).out()).isEqualTo("got \n");
        assertThat(results.get(3)).isEqualTo(new Result(0, "", ""));
        assertThat(results.get(4).code()).isEqualTo(127);
        assertThat(results.get(5).code()).isEqualTo(1);
        assertThat(results.get(6).code()).isZero();
        assertThat(Files.readString(folder.resolve("redirected"))).startsWith("lost\n").contains("no line break");
    }
}
