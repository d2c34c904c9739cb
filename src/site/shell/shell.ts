// What the shell does with a script. Every page can be read without it.

import { addCopyButtons } from './copy-code.ts';
import { rememberLanguage } from './language-choice.ts';
import { followReading } from './reading.ts';
import { showSearch } from './search-open.ts';
import { switchTheme } from './theme-switch.ts';

switchTheme();
rememberLanguage();
showSearch();
followReading();
addCopyButtons();
