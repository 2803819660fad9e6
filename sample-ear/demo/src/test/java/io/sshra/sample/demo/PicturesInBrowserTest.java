package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Makes the pictures of the console in docs/pictures, and a recording of a terminal. */
@Tag("pictures")
@RequiresPrograms("vim")
class PicturesInBrowserTest extends BrowserTest {

    private static final Path FOLDER = Path.of(System.getProperty("sample.docs"), "pictures");
    private static final long MOST_BYTES = 150_000;

    /** Start-up files and something to look at, in the home folder of each machine. */
    private static final String PREPARE = """
            mkdir -p $HOME/site/img && cd $HOME && printf 'PS1="deploy@%s:\\\\W$ "\\ncd $HOME\\n' > .profile && cp .profile .bashrc && touch .hushlogin
            cd site && printf '<h1>Welcome</h1>\\n' > index.html && seq 1 4000 > access.log && head -c 48000 /dev/urandom > img/logo.png
            printf 'server \\173\\n    listen 8443 ssl;\\n    server_name www.example.org;\\n\\n    location / \\173\\n        root /srv/site;\\n    \\175\\n\\175\\n' > site.conf
            ln -sf index.html home; chmod 640 site.conf; [ %s = web-2 ] || mkdir -p cache; echo 2.4.1 > version
            """;

    @BeforeEach
    void prepare() throws Exception {
        try (ConsoleClient alice = new ConsoleClient(console, console.alice())) {
            for (String machine : List.of("web-1", "web-2")) {
                String command = PREPARE.formatted(machine, machine).strip().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
                assertThat(alice.run(machine, command)).containsPattern("\"exitCode\":0\\D");
            }
        }
        browser.screen(1100, 720);
        browser.prefer("light");
        browser.logIn(console.alice());
    }

    private static void picture(String name) throws IOException {
        browser.script("document.activeElement.blur()");
        Path file = FOLDER.resolve(name + ".png");
        browser.picture(file);
        assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
    }

    @Test
    void sixPictures() throws Exception {
        browser.connect("web-1");
        browser.connect("web-2");
        browser.script("scrollTo(0, 0)");
        picture("profiles");

        browser.addProfile("staging", console.second());
        browser.awaitText("[data-profile=staging] .question", "authenticity of this host can't be established");
        browser.script("document.querySelector('[data-profile=staging]').scrollIntoView({ block: 'center' })");
        picture("host-key");

        browser.run("cd; cat site/version; grep listen site/site.conf; ls site/cache", "web-1", "web-2");
        browser.awaitText(".comparison td", "differs from");
        browser.script("scrollTo(0, 0)");
        picture("run");

        browser.script("location.hash = '#files/web-1' + arguments[0]", home() + "/site");
        browser.await("[data-name='site.conf']");
        picture("files");

        browser.goTo("terminal");
        browser.openTerminal("web-1");
        browser.typeInTerminal("vim -u NONE -c 'syntax on' -c 'set number filetype=nginx' site/site.conf", Keys.ENTER);
        browser.awaitTerminal("server_name");
        browser.picture(FOLDER.resolve("terminal.png"));
        browser.typeInTerminal(":q!", Keys.ENTER);

        browser.screen(1300, 820);
        browser.goTo("dashboard");
        try (ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            for (int i = 0; i < 40; i++) {
                carol.run("web-2", "sleep 0.1");
            }
        }
        browser.script("scrollTo(0, 0)");
        browser.until("the chart shows them", page -> String.valueOf(browser.script("return document.querySelector('svg.chart').getAttribute('aria-label')"))
                .matches(".*last 10 minutes: [4-9]\\d;.*"));
        picture("dashboard");
        browser.logOut();
    }

    private static String home() throws IOException {
        try (ConsoleClient alice = new ConsoleClient(console, console.alice())) {
            return alice.run("web-1", "printf %s \"$HOME\"".replace("\"", "\\\"")).replaceFirst("(?s).*\"output\":\"([^\"]*)\".*", "$1");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** What is typed, and how long people look at the answer. */
    private record Typed(String line, Duration pause) {
    }

    private static final List<Typed> SESSION = List.of(
            new Typed("# A shell on web-1, in the console. It ends with the log-in.", Duration.ofSeconds(2)),
            new Typed("cd site; ls --color=always", Duration.ofSeconds(3)),
            new Typed("cat site.conf", Duration.ofSeconds(5)),
            new Typed("wc -l access.log; tail -3 access.log", Duration.ofSeconds(4)),
            new Typed("sed -i 's/8443/443/' site.conf", Duration.ofSeconds(1)),
            new Typed("git diff --no-index --color /dev/null site.conf | tail -8", Duration.ofSeconds(4)),
            new Typed("printf 'gr\u00fc\u00dfe \u4e16\u754c\\n'", Duration.ofSeconds(4)),
            new Typed("exit", Duration.ofSeconds(1)));

    @Test
    void aRecordingOfAMinute() throws Exception {
        browser.goTo("terminal");
        browser.script("document.querySelector('#recorded').checked = true");
        browser.openTerminal("web-1");
        for (Typed typed : SESSION) {
            for (String letter : typed.line().split("")) {
                browser.typeInTerminal(letter);
                TimeUnit.MILLISECONDS.sleep(90);
            }
            browser.typeInTerminal(Keys.ENTER);
            TimeUnit.MILLISECONDS.sleep(typed.pause().toMillis());
        }
        browser.until("the recording is there", page -> browser.script("return document.querySelector('#recording-list li')") != null);
        String recording = (String) browser.driver().executeAsyncScript(
                "const done = arguments[0]; fetch('api/recordings/1').then((answer) => answer.text()).then(done)");
        Path file = Files.writeString(FOLDER.resolve("terminal.cast"), recording);
        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
        browser.logOut();
    }
}
