package io.sshra.test;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import javax.naming.InitialContext;

/**
 * Another application on the same server. Kinds of {@code what}: {@code names} gets a connection by names that it knows, {@code
 * list} lists the connections of that session, {@code bound} uses a handle that it finds in JNDI; {@code keep} puts that handle
 * into its HTTP session, {@code kept} uses it from there, {@code replicate} serialises it.
 */
@WebServlet("/attempt")
public class OtherApplicationServlet extends HttpServlet {

    static final String SPEC = "java:global/tenant-spec";
    static final String HANDLE = "java:global/tenant-handle";

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        String seen;
        try {
            seen = attempt(request);
        } catch (SshException e) {
            seen = e.getErrorCode();
        } catch (Exception e) {
            seen = e.toString();
        }
        response.getWriter().print(seen);
    }

    private static String attempt(HttpServletRequest request) throws Exception {
        SshConnectionFactory ssh = InitialContext.doLookup("java:/eis/ssh");
        SshConnectionSpec spec = InitialContext.doLookup(SPEC);
        Object kept = request.getSession().getAttribute("handle");
        switch (request.getParameter("what")) {
            case "names":
                try (SshConnection connection = ssh.getConnection(spec)) {
                    return connection.exec(TenantTest.WHICH).stdout();
                }
            case "list":
                return ssh.sessions().connections(spec.user(), spec.session()).get(0).profile();
            case "bound":
                return ((SshConnection) InitialContext.doLookup(HANDLE)).exec(TenantTest.WHICH).stdout();
            case "keep":
                request.getSession().setAttribute("handle", InitialContext.doLookup(HANDLE));
                return "kept";
            case "kept":
                return kept == null ? "nothing is kept" : ((SshConnection) kept).exec(TenantTest.WHICH).stdout();
            default:
                new ObjectOutputStream(OutputStream.nullOutputStream()).writeObject(kept);
                return "serialised";
        }
    }
}
