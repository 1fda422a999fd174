// What the measuring sees of the wall's page, from inside it: put there before the page's own script.
//
//     frame arrives ──▶ arrived[seq]          row or entry enters the document ──▶ painted ──▶ seen
//
// Seconds are unix seconds of the one clock that the service, too, reads.
(() => {
  const arrived = new Map();
  const known = new Set();
  const seen = (window.__seen = { entries: [], cases: [], tasks: [], heard: 0 });
  const now_s = () => (performance.timeOrigin + performance.now()) / 1000;
  const entry_of = /^\{"type":"entry","seq":(\d+)/;

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        const found = entry_of.exec(data);
        if (found) arrived.set(found[1], now_s());
        if (found) seen.heard += 1;
        if (arrived.size > 2000) arrived.delete(arrived.keys().next().value);
      });
    }
  };

  /** Runs once the frame that has the change in it was handed on to be drawn. */
  const painted = (then) => requestAnimationFrame(() => setTimeout(then));

  function look(node) {
    if (!(node instanceof HTMLElement)) return;
    if (node.matches('li[data-seq]')) {
      const at_s = Date.parse(node.querySelector('time').dateTime) / 1000;
      const came_s = arrived.get(node.dataset.seq);
      if (came_s === undefined) return; // it was fetched with its case
      painted(() => seen.entries.push([came_s - at_s, now_s() - at_s]));
    }
    const { incident } = node.dataset;
    const pressed = /^now-(\d+)$/.exec(node.querySelector('.trip')?.title ?? '');
    if (!incident || !pressed || known.has(incident)) return; // a row that changes its place is added again
    known.add(incident);
    painted(() => seen.cases.push([incident, now_s() - pressed[1] / 1000]));
  }

  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(look);
  }).observe(document, { childList: true, subtree: true });

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
})();
