// A slow line between a browser and a site: pages come in pieces, each seen before the next one is sent.

import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Serves what `site` serves, pages cut where `ends` matches and `seen` awaited after each piece. */
export async function inPieces(site, ends, seen) {
  const server = createServer(async (request, response) => {
    const { host, origin, 'accept-encoding': _, connection, ...headers } = request.headers;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const answer = await fetch(site.url + request.url, {
        method: request.method,
        headers: origin ? { ...headers, origin: site.url } : headers,
        body: request.method === 'GET' ? undefined : Readable.toWeb(request),
        duplex: 'half',
        redirect: 'manual',
        signal: gone.signal,
      });
      // Encodings were undone by `fetch`, and cookies may be several.
      const kept = [...answer.headers].filter(([name]) => !['content-encoding', 'content-length', 'transfer-encoding', 'set-cookie'].includes(name));
      response.writeHead(answer.status, [...kept, ...answer.headers.getSetCookie().map((cookie) => ['set-cookie', cookie])].flat());
      if (answer.headers.get('content-type')?.startsWith('text/html') && headers['sec-fetch-dest'] === 'document') {
        for (const piece of cut(await answer.text(), ends)) {
          response.write(piece);
          await seen();
        }
        response.end();
      } else if (answer.body) await pipeline(Readable.fromWeb(answer.body), response);
      else response.end();
    } catch (error) {
      // Whoever leaves a page ends what it was loading.
      if (!gone.signal.aborted) response.destroy(error);
    }
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

/** A text in parts that end where a pattern does. */
function cut(text, ends) {
  const places = [...text.matchAll(ends)].map(({ index, 0: found }) => index + found.length);
  return [0, ...places].map((from, at) => text.slice(from, places[at])).filter((piece) => piece.length > 0);
}
