/*
 * How the map looks without tiles: a dark (or light) sheet, wakes of traffic for streets, the chosen case on top.
 *
 *     sheet < wakes < trips < plan < trail < cases < last place
 *
 * No layer writes text, so no fonts are fetched; numbers stand on icons drawn here.
 */

import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';

import { severities } from '../board';
import type { Light } from '../prefs';
import { iconOf } from './shapes';

export const sources = ['wakes', 'trips', 'plan', 'ends', 'trail', 'cases', 'last'] as const;
export type SourceName = (typeof sources)[number];

const grouped_to_zoom = 10; // farther away quiet trips are drawn as one disc, the larger the more there are
const grouped_px = 18;

interface Palette {
  severity: readonly string[]; // the same as --severity-0 … 4 in look.css; a canvas cannot read a stylesheet
  sheet: string;
  wake: string;
  dot: string;
  plan: string;
  pen: string;
}

const palettes: Record<Light, Palette> = {
  dark: {
    severity: ['#9aa8b5', '#6cb6ff', '#ffd54a', '#ff9f43', '#ff5c5c'],
    sheet: '#0a0f14',
    wake: '#2f4a60',
    dot: '#7f9bb3',
    plan: '#4c8dd6',
    pen: '#f1f6fa',
  },
  light: {
    severity: ['#51606c', '#0a5aa8', '#7a5600', '#964900', '#b8110d'],
    sheet: '#e9eef2',
    wake: '#b3c4d2',
    dot: '#5d7a92',
    plan: '#3b7cc4',
    pen: '#13202b',
  },
};

/** A trip's dot, or a disc for many of them; the zoom may stand at the top of an expression only. */
const sized = (alone_px: number): ExpressionSpecification => [
  'case',
  ['has', 'point_count'],
  ['min', 16, ['+', 3, ['sqrt', ['get', 'point_count']]]],
  alone_px,
];

const layersOf = ({ sheet, wake, dot, plan, pen }: Palette): LayerSpecification[] => [
  { id: 'sheet', type: 'background', paint: { 'background-color': sheet } },
  {
    id: 'wakes',
    type: 'line',
    source: 'wakes',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': wake, 'line-width': 1.6, 'line-opacity': 0.8 },
  },
  {
    id: 'trips',
    type: 'circle',
    source: 'trips',
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, sized(1.6), 12, sized(2.6), 15, sized(4.5)],
      'circle-color': dot,
      'circle-opacity': [
        'case',
        ['has', 'point_count'],
        0.55,
        ['boolean', ['get', 'faded'], false],
        0.35,
        0.9,
      ],
    },
  },
  {
    id: 'plan',
    type: 'line',
    source: 'plan',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': plan, 'line-width': 6, 'line-opacity': 0.45 },
  },
  {
    id: 'ends',
    type: 'circle',
    source: 'ends',
    paint: {
      'circle-radius': 5,
      'circle-color': sheet,
      'circle-stroke-color': plan,
      'circle-stroke-width': 2.5,
    },
  },
  {
    id: 'trail',
    type: 'line',
    source: 'trail',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': pen, 'line-width': 2.2 },
  },
  {
    id: 'cases',
    type: 'symbol',
    source: 'cases',
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['get', 'rank'],
    },
  },
  {
    id: 'last',
    type: 'circle',
    source: 'last',
    paint: {
      'circle-radius': 15,
      'circle-color': 'rgba(0,0,0,0)',
      'circle-stroke-color': pen,
      'circle-stroke-width': 2,
    },
  },
];

export function emptyStyle(light: Light): StyleSpecification {
  const empty = (): GeoJSONSourceSpecification => ({
    type: 'geojson',
    data: { type: 'FeatureCollection', features: [] },
  });
  const grouped = { cluster: true, clusterMaxZoom: grouped_to_zoom, clusterRadius: grouped_px };
  const of = (name: SourceName) => ({ ...empty(), ...(name === 'trips' && grouped) });
  return {
    version: 8,
    sources: Object.fromEntries(sources.map((name) => [name, of(name)])),
    layers: layersOf(palettes[light]),
  };
}

const icon_px = 22;
const icon_ratio = 2; // device pixels a CSS pixel: sharp on dense screens

/** A disc with the severity's number for each that waits, a ring for each that somebody has. */
export function* caseIcons(light: Light): Generator<{ name: string; image: ImageData; ratio: number }> {
  const { severity: colours, sheet } = palettes[light];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = icon_px * icon_ratio;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return;
  pen.scale(icon_ratio, icon_ratio);
  for (const severity of severities) {
    for (const state of ['open', 'claimed'] as const) {
      drawIcon(pen, { colour: colours[severity] ?? '#fff', sheet }, String(severity), state === 'open');
      const image = pen.getImageData(0, 0, canvas.width, canvas.height);
      yield { name: iconOf({ severity, state }), image, ratio: icon_ratio };
    }
  }
}

function drawIcon(
  pen: CanvasRenderingContext2D,
  { colour, sheet }: { colour: string; sheet: string },
  number: string,
  solid: boolean,
): void {
  const middle = icon_px / 2;
  pen.clearRect(0, 0, icon_px, icon_px);
  pen.beginPath();
  pen.arc(middle, middle, middle - 2, 0, 2 * Math.PI);
  pen.fillStyle = solid ? colour : sheet;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = solid ? sheet : colour;
  pen.stroke();
  pen.fillStyle = solid ? sheet : colour;
  pen.font = 'bold 12px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(number, middle, middle + 0.5);
}
