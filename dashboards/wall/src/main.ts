/* The page begins: one App in the one <main>. */

import './look.css';

import { mount } from 'svelte';

import App from './App.svelte';

const target = document.getElementById('wall');
if (!target) throw new Error('index.html has no <main id="wall">');
mount(App, { target });
