/* A ride as a small drawing without a map: the planned way, its end, and the car, north up, true in shape. */

export interface Sketch {
  way: string; // an SVG path in a square of 100
  end: [number, number] | null;
  car: [number, number] | null;
}

const margin = 8;
const least_deg = 0.002; // about 200 m: a car that stands is not drawn as large as the sky

/** Units: degrees, longitude first. Null where there is nothing to draw. */
export function drawn(plan: [number, number][], at: [number, number] | null): Sketch | null {
  const all = at ? [...plan, at] : plan;
  const first = all[0];
  if (!first) return null;
  const squeeze = Math.cos((first[1] * Math.PI) / 180);
  const flat = all.map(([lon, lat]): [number, number] => [lon * squeeze, -lat]);
  const [left, top] = [Math.min(...flat.map(([x]) => x)), Math.min(...flat.map(([, y]) => y))];
  const [right, bottom] = [Math.max(...flat.map(([x]) => x)), Math.max(...flat.map(([, y]) => y))];
  const span = Math.max(right - left, bottom - top, least_deg);
  const scale = (100 - 2 * margin) / span;
  const placed = flat.map(([x, y]): [number, number] => [
    50 + (x - (left + right) / 2) * scale,
    50 + (y - (top + bottom) / 2) * scale,
  ]);
  const way = placed.slice(0, plan.length);
  return {
    way: way.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join(''),
    end: way.at(-1) ?? null,
    car: at ? (placed.at(-1) ?? null) : null,
  };
}
