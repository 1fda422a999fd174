/* The page opens without a network: what was loaded once is kept. Nothing of /v1/ is ever kept or answered from here. */

const kept = 'escort-ride-1';

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (begins) => begins.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (asks) => {
  const url = new URL(asks.request.url);
  if (
    asks.request.method !== 'GET' ||
    url.origin !== self.location.origin ||
    !url.pathname.startsWith('/ride')
  )
    return;
  asks.respondWith(fromNetworkElseKept(asks.request));
});

async function fromNetworkElseKept(request) {
  const store = await caches.open(kept);
  try {
    const answer = await fetch(request);
    if (answer.ok) await store.put(request, answer.clone());
    return answer;
  } catch (unreachable) {
    const found = await store.match(request, { ignoreSearch: true });
    if (found) return found;
    throw unreachable;
  }
}
