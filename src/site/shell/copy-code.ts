// A button on every block of code. Its words are in a template that only pages with code carry.

export function addCopyButtons(): void {
  const template = document.querySelector<HTMLTemplateElement>('#copy-button');
  const button = template?.content.firstElementChild;
  if (!button) return;
  for (const code of document.querySelectorAll('.code')) {
    const copy = button.cloneNode(true) as HTMLButtonElement;
    const { copied = '', failed = '' } = copy.dataset;
    const label = copy.textContent;
    copy.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.querySelector('pre')?.textContent ?? '');
        copy.textContent = copied;
      } catch {
        // Not a secure context, or the reader forbade it. The button says so.
        copy.textContent = failed;
      }
      setTimeout(() => {
        copy.textContent = label;
      }, 2000);
    });
    code.append(copy);
  }
}
