package io.sshra.sample.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON-RPC 2.0 in HTTP responses. */
final class JsonRpc {

    static final int PARSE_ERROR = -32_700;
    static final int INVALID_REQUEST = -32_600;
    static final int INVALID_PARAMS = -32_602;
    static final int NOT_FOUND = -32_001;
    static final int TOO_MANY = -32_000;
    static final int STOPPED = -32_003;
    static final int ELICITATION_REQUIRED = -32_042;

    static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(new ObjectMapper());

    private JsonRpc() {
    }

    /** Answers with an error that belongs to no message: what is wrong and what to do, and nothing about this program. */
    static void refuse(HttpServletResponse response, int status, int code, String message) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("jsonrpc", "2.0");
        body.put("id", null);
        body.put("error", Map.of("code", code, "message", message));
        write(response, status, body);
    }

    /** Answers a message. */
    static void answer(HttpServletResponse response, Object id, Object result) throws IOException {
        write(response, HttpServletResponse.SC_OK, JSONRPCResponse.result(id, result));
    }

    /** Answers a message with an error. */
    static void error(HttpServletResponse response, Object id, int code, String message) throws IOException {
        write(response, HttpServletResponse.SC_OK, JSONRPCResponse.error(id, new JSONRPCError(code, message)));
    }

    private static void write(HttpServletResponse response, int status, Object body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getOutputStream().write(MAPPER.writeValueAsBytes(body));
    }
}
