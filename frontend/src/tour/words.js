/** The texts of the lessons: loaded with them, as the first screen needs none. */

import { enGlossary } from '../i18n/en-glossary.js';
import { enLessons } from '../i18n/en-lessons.js';
import { esGlossary } from '../i18n/es-glossary.js';
import { esLessons } from '../i18n/es-lessons.js';
import { createTranslate } from '../lib/i18n.js';
import { language } from '../store.js';

export const LESSON_TEXTS = { en: { ...enLessons, ...enGlossary }, es: { ...esLessons, ...esGlossary } };

/** @type {(key: string, values?: Record<string, string | number>) => string} */
export const lt = createTranslate(LESSON_TEXTS, () => language.value);
