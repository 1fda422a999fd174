/*
 * How the map looks without tiles: a dark sheet, wakes of traffic for streets, the chosen case on top.
 *
 *     sheet < wakes < trips < plan < trail < cases < last place
 *
 * No layer writes text, so no fonts are fetched; numbers stand on icons drawn here.
 */

import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

import { severities } from '../board';
import { iconOf } from './shapes';

export const sources = ['wakes', 'trips', 'plan', 'ends', 'trail', 'cases', 'last'] as const;
export type SourceName = (typeof sources)[number];

/** The same as --severity-0 … 4 in look.css; a canvas cannot read a stylesheet before it is painted. */
const severity_colours = ['#9aa8b5', '#6cb6ff', '#ffd54a', '#ff9f43', '#ff5c5c'];
const sheet = '#0a0f14';

const layers: LayerSpecification[] = [
  { id: 'sheet', type: 'background', paint: { 'background-color': sheet } },
  {
    id: 'wakes',
    type: 'line',
    source: 'wakes',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': '#2f4a60', 'line-width': 1.6, 'line-opacity': 0.8 },
  },
  {
    id: 'trips',
    type: 'circle',
    source: 'trips',
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 1.6, 12, 2.6, 15, 4.5],
      'circle-color': '#7f9bb3',
      'circle-opacity': ['case', ['get', 'faded'], 0.35, 0.9],
    },
  },
  {
    id: 'plan',
    type: 'line',
    source: 'plan',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': '#4c8dd6', 'line-width': 6, 'line-opacity': 0.45 },
  },
  {
    id: 'ends',
    type: 'circle',
    source: 'ends',
    paint: {
      'circle-radius': 5,
      'circle-color': sheet,
      'circle-stroke-color': '#4c8dd6',
      'circle-stroke-width': 2.5,
    },
  },
  {
    id: 'trail',
    type: 'line',
    source: 'trail',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': '#f1f6fa', 'line-width': 2.2 },
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
      'circle-stroke-color': '#f1f6fa',
      'circle-stroke-width': 2,
    },
  },
];

export function emptyStyle(): StyleSpecification {
  const empty = (): GeoJSONSourceSpecification => ({
    type: 'geojson',
    data: { type: 'FeatureCollection', features: [] },
  });
  return { version: 8, sources: Object.fromEntries(sources.map((name) => [name, empty()])), layers };
}

const icon_px = 22;
const icon_ratio = 2; // device pixels a CSS pixel: sharp on dense screens

/** A disc with the severity's number for each that waits, a ring for each that somebody has. */
export function* caseIcons(): Generator<{ name: string; image: ImageData; ratio: number }> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = icon_px * icon_ratio;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return;
  pen.scale(icon_ratio, icon_ratio);
  for (const severity of severities) {
    for (const state of ['open', 'claimed'] as const) {
      drawIcon(pen, severity_colours[severity] ?? '#fff', String(severity), state === 'open');
      const image = pen.getImageData(0, 0, canvas.width, canvas.height);
      yield { name: iconOf({ severity, state }), image, ratio: icon_ratio };
    }
  }
}

function drawIcon(pen: CanvasRenderingContext2D, colour: string, number: string, solid: boolean): void {
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
