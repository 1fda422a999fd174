/* The page begins: the rider's own, or, under /share/, what somebody sees who was given a link. */

import './look.css';

import { mount } from 'svelte';

import App from './App.svelte';
import Watching from './Watching.svelte';

const target = document.getElementById('ride');
if (!target) throw new Error('index.html has no <main id="ride">');

const word = /^\/share\/([^/]+)$/.exec(location.pathname)?.[1];
if (word) mount(Watching, { target, props: { word } });
else mount(App, { target });

if ('serviceWorker' in navigator && !word) void navigator.serviceWorker.register('/ride/worker.js');
