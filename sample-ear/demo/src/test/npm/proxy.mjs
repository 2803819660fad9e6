// For clients that can't log in: proxy.mjs PORT AUTHORIZATION passes requests on to this port, with the header. Prints its own port.
import http from 'node:http';

const [port, authorization] = process.argv.slice(2);
const server = http.createServer((request, response) => {
    const onward = http.request({host: '127.0.0.1', port, path: request.url, method: request.method, headers: {...request.headers, authorization}},
        answer => {
            response.writeHead(answer.statusCode, answer.headers);
            answer.pipe(response);
        });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
