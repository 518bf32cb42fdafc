#!/usr/bin/env node
// `./assize` goes on under the pinned Node, by the door that every npm script takes.
import { fileURLToPath } from 'node:url';

process.argv.splice(2, 0, fileURLToPath(new URL('./main.ts', import.meta.url)));
await import('../scripts/enter.mjs');
