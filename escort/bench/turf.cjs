// {plans: [[[lon, lat], ...], ...], fixes: [[plan, lon, lat], ...]} on standard input; prints turf's fixes a second.
"use strict";
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const here = createRequire(process.cwd() + "/");
const found = here("@turf/nearest-point-on-line");
const nearest = found.default ?? found.nearestPointOnLine ?? found;
const { plans, fixes } = JSON.parse(readFileSync(0, "utf8"));
const line = (coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
const point = (coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } });
const lines = plans.map(line);
const turn = () => { for (const [plan, lon, lat] of fixes) nearest(lines[plan], point([lon, lat]), { units: "meters" }); };
turn();
const began = process.hrtime.bigint();
turn();
console.log(fixes.length / (Number(process.hrtime.bigint() - began) / 1e9));
