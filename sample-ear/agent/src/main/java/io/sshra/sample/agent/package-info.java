/**
 * SSH for AI agents: an MCP server (Model Context Protocol, revision 2025-11-25) over the pool. {@link io.sshra.sample.agent.McpEndpoint}
 * is its HTTP side, a {@link io.sshra.sample.agent.Conversation} is one client, and each tool is a class of its own.
 */
package io.sshra.sample.agent;
