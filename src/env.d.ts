/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** The language that the chapter's text is in; English where a translation is missing. Set by the chapter page. */
    textLanguage?: import('./site/languages.ts').Language;
    /** How many <Term> this page has shown so far; numbers their popovers. */
    terms?: number;
  }
}
