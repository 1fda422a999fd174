/*
 * The map on the screen: MapLibre, told once a second what stands where.
 *
 *     Traffic, queue, chosen case ──▶ shapes ──setData──▶ MapLibre
 *
 * The view follows all trips until a hand moves it; then it is the agent's. A chosen case is brought into view.
 */

import 'maplibre-gl/dist/maplibre-gl.css';

import { Map as MapLibre, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

import { lastSeen } from '../casefile';
import { prefs } from '../prefs';
import type { Case, CaseFile, LonLat } from '../wire';
import { allBounds, caseBounds, caseDots, chosenShapes, looksAlike } from './shapes';
import { caseIcons, emptyStyle, sources, type SourceName } from './style';
import { suits, type Bounds, type Traffic } from './traffic';

setWorkerUrl(workerUrl); // a file of our own host, so that the page needs no blob: workers

const margin_px = 48;
const closest_zoom = 15;
const drawn_every_ms = 950; // a little sooner than positions come
const drawn_share = 0.1; // of the time, where drawing is slow (no graphics card): the queue comes before the map
const drawn_at_least_every_ms = 10_000;

/** Can this browser draw at all? Asked before MapLibre is made, which would throw. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

export interface DrawingEars {
  /** Somebody pointed at a case. */
  choose(incident: string): void;
  /** The graphics context went away or came back, or the worker did not come. */
  lost(is_lost: boolean): void;
}

export class Drawing {
  #map: MapLibre;
  #fitted: Bounds | null = null;
  #hands_on = false;
  #traffic_at = 0;
  #shown_ms = 0;
  #took_ms = 0; // from told to drawn, the last time
  #empty = new Set<SourceName>(sources);
  #shown: string | null = null;
  #file: CaseFile | null = null;

  constructor(container: HTMLElement, label: string, ears: DrawingEars) {
    this.#map = new MapLibre({
      container,
      style: emptyStyle(prefs().light),
      center: [0, 20],
      zoom: 1.5,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      locale: { 'Map.Title': label },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disable(); // arrows walk the queue
    this.#map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
    for (const { name, image, ratio } of caseIcons(prefs().light))
      this.#map.addImage(name, image, { pixelRatio: ratio });
    this.#map.on('movestart', ({ originalEvent }) => (this.#hands_on ||= originalEvent !== undefined));
    this.#map.on('click', 'cases', ({ features }) => {
      const incident: unknown = features?.[0]?.properties.incident;
      if (typeof incident === 'string') ears.choose(incident);
    });
    this.#map.on('idle', () => {
      if (this.#shown_ms > 0) this.#took_ms = performance.now() - this.#shown_ms;
      this.#shown_ms = 0;
    });
    this.#map.on('error', () => ears.lost(true)); // we fetch nothing that may fail harmlessly
    this.#map.on('webglcontextlost', () => ears.lost(true));
    this.#map.on('webglcontextrestored', () => ears.lost(false));
    this.#map.on('mouseenter', 'cases', () => (this.#map.getCanvas().style.cursor = 'pointer'));
    this.#map.on('mouseleave', 'cases', () => (this.#map.getCanvas().style.cursor = ''));
  }

  /** Resolves once shapes can be drawn; never, where `lost` was told before. */
  async ready(): Promise<void> {
    if (!this.#map.isStyleLoaded()) await this.#map.once('load');
  }

  /** How long to let the map be, after it was told. */
  get pause_ms(): number {
    return Math.min(Math.max(drawn_every_ms, this.#took_ms / drawn_share), drawn_at_least_every_ms);
  }

  /** Where everything stands. What stands where it stood is not drawn again: a map costs most of what the page costs. */
  show(traffic: Traffic, queue: readonly Case[], now_s: number): void {
    this.#shown_ms ||= performance.now();
    if (now_s !== this.#traffic_at) {
      this.#set('trips', traffic.dots(now_s));
      this.#set('wakes', traffic.wakes());
    }
    this.#traffic_at = now_s;
    const places = caseDots(queue, (trip) => traffic.placeOf(trip) ?? this.#placeOfChosen(trip));
    this.#set('cases', places);
    const all = allBounds(traffic, queue);
    if (all && !this.#hands_on && !(this.#fitted && suits(this.#fitted, all))) this.fit(all);
  }

  /** Draw the chosen case; the first time it is drawn, bring it into view. */
  showCase(file: CaseFile | null): void {
    const before = this.#file;
    this.#file = file;
    if (before && file && looksAlike(before, file)) return; // an entry moves nothing on the map
    const { plan, ends, trail, last } = chosenShapes(file);
    this.#set('plan', plan);
    this.#set('ends', ends);
    this.#set('trail', trail);
    this.#set('last', last);
    const incident = file?.case.incident ?? null;
    if (incident === this.#shown) return;
    this.#shown = incident;
    const box = file && caseBounds(file);
    if (!box) return;
    this.#hands_on = true;
    this.#map.fitBounds(box, { padding: margin_px, maxZoom: closest_zoom, duration: 350 });
  }

  /** Everything that has a place, once more. */
  fitAll(traffic: Traffic, queue: readonly Case[]): void {
    this.fit(allBounds(traffic, queue));
  }

  fit(box: Bounds | null): void {
    if (!box) return;
    this.#hands_on = false;
    this.#fitted = box;
    this.#map.fitBounds(box, { padding: margin_px, maxZoom: closest_zoom, animate: false });
  }

  remove(): void {
    this.#map.remove();
  }

  /** Of the chosen case we know more than where it was found: the end of its trail. */
  #placeOfChosen(trip: string): LonLat | null {
    return this.#file?.case.trip === trip ? (lastSeen(this.#file)?.at ?? null) : null;
  }

  #set(name: SourceName, data: GeoJSON.FeatureCollection): void {
    if (data.features.length === 0 && this.#empty.has(name)) return;
    if (data.features.length === 0) this.#empty.add(name);
    else this.#empty.delete(name);
    void this.#map.getSource<GeoJSONSource>(name)?.setData(data);
  }
}
