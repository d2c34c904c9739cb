// `/` or the box opens the search. The search itself is fetched when it is first opened.

export function showSearch(): void {
  const dialog = document.querySelector<HTMLDialogElement>('#search');
  const button = document.querySelector<HTMLButtonElement>('.find');
  if (!dialog || !button) return;

  const open = async () => {
    if (dialog.open) return;
    // It takes what is typed at once, and is seen as soon as its style has come.
    dialog.showModal();
    const { startSearch } = await import('./search.ts');
    startSearch(dialog);
  };
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (
      at instanceof HTMLElement &&
      (at.isContentEditable || at.matches('input, textarea, select'))
    )
      return;
    event.preventDefault();
    open();
  });
}
