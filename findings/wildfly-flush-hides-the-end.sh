#!/bin/bash
# A servlet does not learn that its client of HTTP/2 is gone as long as it writes little and flushes
#
# Package: org.wildfly:wildfly-dist 39.0.1.Final (Maven Central), with Undertow 2.3.23.
# Guess: as with HTTP/1.1, a write or a flush fails soon after the client has cancelled the request, so a stream of lines ends.
# Seen: the JDK's client resets its stream, and Undertow knows: "HTTP_2, asynchronous: a flush fails". But in a request that is not
#   asynchronous, flush() hides every IOException. With HTTP/1.1 the next write then fails, because the response is closed: "HTTP_1_1:
#   a write fails". With HTTP/2 it stays open, and small pieces go to the buffer of 16 KB: "HTTP_2: nothing fails in 50 lines". A
#   piece that is larger than the buffer fails: "HTTP_2, large pieces: a write fails".
# Matters: browsers use HTTP/2 over TLS. What a servlet or a REST endpoint streams to them goes on when they are gone: start an
#   asynchronous request, even if it is written on the request's own thread.
# Source: io.undertow.servlet.spec.ServletOutputStreamImpl.flush, which throws in asynchronous requests only (UNDERTOW-1786); Jakarta
#   Servlet 6.0, ServletResponse.flushBuffer.
. "$(dirname "$0")/lib/setup.sh"
. "$(dirname "$0")/lib/wildfly.sh"
mkdir -p "$T/src" "$T/war/WEB-INF/classes"
cat > "$T/src/Lines.java" <<'JAVA'
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

@WebServlet(urlPatterns = "/*", asyncSupported = true)
public class Lines extends HttpServlet {
    private static final BlockingQueue<String> ENDS = new LinkedBlockingQueue<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (request.getPathInfo()) {
                case "/end" -> response.getWriter().print(ENDS.poll(30, TimeUnit.SECONDS));
                case "/asynchronous" -> {
                    AsyncContext answer = request.startAsync();
                    ENDS.add(lines(response.getOutputStream(), new byte[10]));
                    answer.complete();
                }
                case "/large" -> ENDS.add(lines(response.getOutputStream(), new byte[100_000]));
                default -> ENDS.add(lines(response.getOutputStream(), new byte[10]));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String lines(OutputStream out, byte[] line) throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            try {
                out.write(line);
            } catch (IOException e) {
                return "a write fails";
            }
            try {
                out.flush();
            } catch (IOException e) {
                return "a flush fails";
            }
            Thread.sleep(100);
        }
        return "nothing fails in 50 lines";
    }
}
JAVA
cat > "$T/src/Browser.java" <<'JAVA'
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

public class Browser {
    public static void main(String[] arguments) throws Exception {
        for (Version version : Version.values()) {
            for (String how : new String[] {"", "asynchronous", "large"}) {
                HttpClient browser = HttpClient.newBuilder().version(version).build();
                try (InputStream lines = browser.send(request(how), BodyHandlers.ofInputStream()).body()) {
                    lines.readNBytes(15);
                }
                HttpClient other = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
                System.out.println(version + (how.isEmpty() ? "" : how.equals("large") ? ", large pieces" : ", " + how) + ": "
                        + other.send(request("end"), BodyHandlers.ofString()).body());
            }
        }
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:8080/lines/" + path)).build();
    }
}
JAVA
nice javac -cp "$API" -d "$T/classes" "$T"/src/*.java
cp "$T/classes/Lines.class" "$T/war/WEB-INF/classes"
jar cf "$T/lines.war" -C "$T/war" .
wildfly standalone.xml
{
    echo "deploy $T/lines.war" | cli
    nice nsenter --net="/proc/$SERVER/ns/net" java -cp "$T/classes" Browser
} > "$T/out" 2>&1 || { cat "$T/out" "$T/server.log"; exit 1; }
wildfly_ends
expect "$T/out" 'HTTP_1_1: a write fails' 'HTTP_2: nothing fails in 50 lines' 'HTTP_2, asynchronous: a flush fails' \
    'HTTP_2, large pieces: a write fails'
