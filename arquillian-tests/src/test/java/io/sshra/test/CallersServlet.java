package io.sshra.test;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Starts {@link Callers} for a test on the client's side, and answers with their number when all of them are under way. */
@WebServlet("/callers")
public class CallersServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private boolean started;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        started = true;
        try {
            Callers callers = new Callers(Path.of(request.getParameter("folder")));
            callers.start();
            List<String> missing = callers.awaitUnderWay();
            response.getWriter().print(missing.isEmpty() ? callers.count() : "not under way: " + missing);
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    /** A bound object would retain this application's classes. */
    @Override
    public void destroy() {
        if (started) {
            try {
                new InitialContext().unbind(Callers.HANDLER);
            } catch (NamingException e) {
                log("The handler of questions stays bound", e);
            }
        }
    }
}
