// The official TypeScript client as an agent: client.mjs ADDRESS AUTHORIZATION. Prints a JSON object with what it was told.
import {Client, StreamableHTTPClientTransport} from '@modelcontextprotocol/client';

const [address, authorization] = process.argv.slice(2);
const client = new Client({name: 'npm-client', version: '1.0.0'});
const transport = new StreamableHTTPClientTransport(new URL(address), {requestInit: {headers: {Authorization: authorization}}});
await client.connect(transport);
const call = async (name, args) => client.callTool({name, arguments: args});

const tools = (await client.listTools()).tools.map(tool => tool.name);
const run = await call('ssh_run', {profile: 'web-1', argv: ['printf', '%s', 'from npm\u001b']});
await call('ssh_shell', {profile: 'web-1', command: 'cd /; X=kept'});
const shell = await call('ssh_shell', {profile: 'web-1', command: 'echo "$X in $PWD"; false'});
const refused = await call('ssh_run', {profile: 'no-such', argv: ['true']});
const cancel = new AbortController();
const abandoned = client.callTool({name: 'ssh_run', arguments: {profile: 'web-1', command: 'while echo running; do sleep 0.2; done', wait: 300}},
    {signal: cancel.signal}).then(() => 'answered', () => 'cancelled');
setTimeout(() => cancel.abort('enough'), 500);
const cancelled = await abandoned;
const after = await call('ssh_profiles', {});
console.log(JSON.stringify({
    server: client.getServerVersion(), tools, run: run.structuredContent, shell: shell.structuredContent, refused: refused.isError, cancelled,
    profiles: after.structuredContent.profiles,
}));
await transport.terminateSession();
await client.close();
