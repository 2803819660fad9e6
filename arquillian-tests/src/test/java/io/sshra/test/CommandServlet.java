package io.sshra.test;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.naming.InitialContext;

/**
 * Runs a command for a test on the client's side: {@code on} is the JNDI name of the factory, {@code profile} and {@code
 * command} have their names' meaning; {@code user} is the user of the connection. With {@code leave} the handle is not closed.
 * The answer is the output of the command, or the message of the exception.
 */
@WebServlet("/command")
public class CommandServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Calls the servlet from the client's side. */
    static String run(String on, String user, String profile, String command, String... more) throws Exception {
        StringBuilder query = new StringBuilder("on=" + on + "&user=" + user + "&profile=" + profile + "&command="
                + URLEncoder.encode(command, StandardCharsets.UTF_8));
        for (String name : more) {
            query.append('&').append(name).append("=yes");
        }
        URI uri = URI.create("http://127.0.0.1:" + System.getProperty("wildfly.port.http") + "/tests/command?" + query);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String answer;
        try {
            SshConnectionFactory factory = InitialContext.doLookup(request.getParameter("on"));
            SshConnection connection = factory.getConnection(
                    SshConnectionSpec.of(request.getParameter("user"), "s", request.getParameter("profile")));
            answer = connection.exec(request.getParameter("command")).stdout();
            if (request.getParameter("leave") == null) {
                connection.close();
            }
        } catch (Exception e) {
            answer = e.toString();
        }
        response.getWriter().print(answer);
    }
}
