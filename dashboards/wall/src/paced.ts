/*
 * What changes often is drawn seldom: the first call at once, those that follow together after a pause.
 *
 *     call ─▶ does ─▶ pausing ──call, call, call──▶ does once more, after `pause_ms`
 *
 * The last call always counts, so what is drawn is never older than the pause.
 */

/** `does`, at most once in `pause_ms`, asked anew each time. `stop` forgets what still waits. */
export function paced(pause_ms: () => number, does: () => void): { (): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;

  function over(): void {
    timer = undefined;
    if (again) go();
  }
  function go(): void {
    again = false;
    does();
    timer = setTimeout(over, pause_ms());
  }
  const call = () => (timer === undefined ? go() : void (again = true));
  return Object.assign(call, { stop: () => (clearTimeout(timer), (again = false)) });
}
