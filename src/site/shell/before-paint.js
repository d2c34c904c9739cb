document.documentElement.dataset.script = '';
try {
  const theme = localStorage.getItem('hello-mqtt.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no saved theme: the device decides.
}
