import { expect, it } from 'vitest';

import { actOf } from '../src/keyed';

const pressed = (key: string, rest = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  defaultPrevented: false,
  ...rest,
});

it('walks and claims', () => {
  expect(['j', 'ArrowUp', 'Enter', 'c', '?'].map((key) => actOf(pressed(key), 'BODY'))).toEqual([
    'next',
    'previous',
    'claim',
    'claim',
    'keys',
  ]);
});

it('leaves a field what is typed into it, but Esc', () => {
  expect(actOf(pressed('c'), 'TEXTAREA')).toBeNull();
  expect(actOf(pressed('Enter'), 'INPUT')).toBeNull();
  expect(actOf(pressed('Escape'), 'TEXTAREA')).toBe('back');
});

it('leaves a button its Enter', () => {
  expect(actOf(pressed('Enter'), 'BUTTON')).toBeNull();
  expect(actOf(pressed('j'), 'BUTTON')).toBe('next');
});

it('leaves the browser its own keys', () => {
  expect(actOf(pressed('c', { ctrlKey: true }), 'BODY')).toBeNull();
  expect(actOf(pressed('z'), 'BODY')).toBeNull();
});

it('claims once for a key held down, and walks on', () => {
  expect(actOf(pressed('c', { repeat: true }), 'BODY')).toBeNull();
  expect(actOf(pressed('j', { repeat: true }), 'BODY')).toBe('next');
});
