import * as fs from 'fs';
import { say } from './say';

say(fs.readFileSync(0, 'utf8').trim());
