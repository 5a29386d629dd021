// Where the page's socket has ended it asks whether its login still holds; if not, the page goes to the login form.
(() => {
  "use strict";

  async function ask() {
    try {
      const answer = await fetch("/login/holds", { cache: "no-store" });
      if (answer.ok && !(await answer.json()).holds) window.location.reload();
    } catch {
      // The server is away: the socket comes back with it, or ends again.
    }
  }

  const waiting = window.setInterval(() => {
    if (!window.socket) return;
    window.clearInterval(waiting);
    window.socket.on("disconnect", ask);
    window.socket.on("connect_error", ask);
  }, 200);
})();
