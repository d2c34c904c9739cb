// What a chapter may use without importing it: the blocks without a script of their own, and headings and tables.

import Aside from '#components/prose/Aside.astro';
import Option from '#components/prose/Option.astro';
import Packet from '#components/prose/Packet.astro';
import Question from '#components/prose/Question.astro';
import Sources from '#components/prose/Sources.astro';
import SpecRef from '#components/prose/SpecRef.astro';
import Term from '#components/prose/Term.astro';
import Try from '#components/prose/Try.astro';
import H2 from './H2.astro';
import H3 from './H3.astro';
import Table from './Table.astro';

export const proseComponents = {
  Aside,
  Option,
  Packet,
  Question,
  Sources,
  SpecRef,
  Term,
  Try,
  h2: H2,
  h3: H3,
  table: Table,
};
