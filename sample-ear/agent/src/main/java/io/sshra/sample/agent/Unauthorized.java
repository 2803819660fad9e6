package io.sshra.sample.agent;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The answer to who has not logged in, whoever logs in here: it says where the document is that tells how to get a token (RFC 9728 section 5.1). */
@WebServlet("/unauthorized")
public class Unauthorized extends HttpServlet {

    static final String HEADER = "WWW-Authenticate";

    private static final long serialVersionUID = 1L;

    static String where(HttpServletRequest request) {
        return "resource_metadata=\"" + ResourceMetadata.address(request) + "\"";
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.getHeaders(HEADER).stream().noneMatch(value -> value.contains("resource_metadata"))) {
            response.addHeader(HEADER, "Bearer " + where(request));
        }
        JsonRpc.refuse(response, HttpServletResponse.SC_UNAUTHORIZED, JsonRpc.INVALID_REQUEST, "Log in: the header Authorization has no valid token or password");
    }
}
