package io.sshra.sample.agent;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The document that tells clients what this server is and who issues its tokens (RFC 9728). It names authorization servers only if the system
 * property {@value #ISSUERS} has their addresses, separated by commas: the sample's tokens are printed by its launcher.
 */
@WebServlet({ResourceMetadata.PATH, ResourceMetadata.PATH + McpEndpoint.PATH})
public class ResourceMetadata extends HttpServlet {

    static final String PATH = "/.well-known/oauth-protected-resource";
    static final String ISSUERS = "sample.agentIssuers";

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonObjectBuilder document = Json.createObjectBuilder().add("resource", server(request) + McpEndpoint.PATH)
                .add("resource_name", "ssh-ra: SSH for agents").add("bearer_methods_supported", Json.createArrayBuilder().add("header"));
        String issuers = System.getProperty(ISSUERS, "");
        if (!issuers.isBlank()) {
            JsonArrayBuilder addresses = Json.createArrayBuilder();
            for (String issuer : issuers.strip().split("\\s*,\\s*")) {
                addresses.add(issuer);
            }
            document.add("authorization_servers", addresses);
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().print(document.build());
    }

    /** The address of the document. */
    static String address(HttpServletRequest request) {
        return server(request) + PATH + McpEndpoint.PATH;
    }

    /** As the client has called it, without characters that no address has. */
    private static String server(HttpServletRequest request) {
        return (request.getScheme() + "://" + request.getServerName() + ":" + request.getServerPort() + request.getContextPath())
                .replaceAll("[^A-Za-z0-9.:/\\[\\]_-]", "");
    }
}
