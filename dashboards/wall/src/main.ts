/*
 * The page begins: one App in the one <main>, with the page that the address asks for.
 *
 *     /          the desk          /board   the wallboard          /case/<id>   a case played again
 */

import './look.css';

import { mount } from 'svelte';

import App from './App.svelte';
import Board from './pages/Board.svelte';
import Desk from './pages/Desk.svelte';
import Review from './pages/Review.svelte';
import { prefs } from './prefs';

const target = document.getElementById('wall');
if (!target) throw new Error('index.html has no <main id="wall">');

const { language, light } = prefs();
document.documentElement.lang = language;
document.documentElement.dataset.light = location.pathname === '/board' ? 'dark' : light;

const page = location.pathname === '/board' ? Board : location.pathname.startsWith('/case/') ? Review : Desk;
mount(App, { target, props: { page } });
