// Checks an answer: marks the chosen option, shows why, and says the result aloud.

for (const form of document.querySelectorAll<HTMLFormElement>('form.question')) {
  const options = [...form.querySelectorAll<HTMLElement>('.option')];
  const output = form.querySelector('output');
  const say = (word = '', heard = '') => {
    if (!output) return;
    const more = document.createElement('span');
    more.className = 'only-heard';
    more.textContent = ` ${heard}`;
    output.replaceChildren(word, more);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    for (const option of options) delete option.dataset['chosen'];
    const chosen = options.find((option) => option.querySelector('input')?.checked);
    if (!chosen) {
      say(form.dataset['choose']);
      return;
    }
    const result = chosen.dataset['correct'] === undefined ? 'wrong' : 'right';
    chosen.dataset['chosen'] = result;
    say(form.dataset[result], chosen.querySelector('.feedback')?.textContent ?? '');
  });
}
