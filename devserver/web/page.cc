#include "devserver/web/page.h"

#include <fmt/format.h>

#include "devserver/web/html.h"

namespace starload::devserver {
namespace {

// Style and script come from this server only, never from a page's text: data that slipped through
// as HTML could not run.
constexpr const char* kPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr std::string_view kStyle = R"css(:root {
  color-scheme: light dark;
  --text: #1c2430; --soft: #5b6675; --line: #d9dee6; --back: #ffffff; --band: #f4f6f9;
  --link: #0b57b0; --good: #1a7f37; --bad: #c0362c; --busy: #9a6700;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e3e8ef; --soft: #9aa5b4; --line: #343c48; --back: #14181e; --band: #1d232b;
    --link: #7cb3ff; --good: #56d364; --bad: #ff7b72; --busy: #e3b341;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
header, main { max-width: 76rem; margin: 0 auto; padding: .6rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: baseline;
  border-bottom: 1px solid var(--line); }
header .who { margin-left: auto; color: var(--soft); }
h1 { font-size: 1.35rem; margin: .8rem 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
p { margin: .4rem 0; }
.soft { color: var(--soft); }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; vertical-align: top; white-space: nowrap;
  border-bottom: 1px solid var(--line); }
th { background: var(--band); font-weight: 600; }
tr:last-child td { border-bottom: 0; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
th.number { text-align: right; }
td.text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 12rem; }
td.cell { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 24rem; }
td.null { color: var(--soft); font-style: italic; }
.good { color: var(--good); } .bad { color: var(--bad); } .busy { color: var(--busy); }
nav.pages { margin: .6rem 0; display: flex; gap: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .4rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
@media (max-width: 40rem) {
  header, main { padding: .5rem .6rem; }
  th, td { padding: .3rem .4rem; }
}
)css";

// Fetches the page again while a load runs on it, and shows what is new.
constexpr std::string_view kScript = R"js('use strict';
(function () {
  const every = 2000;
  async function refresh() {
    const shown = document.querySelector('main[data-refresh]');
    if (!shown) return;
    if (!document.hidden) {
      try {
        const reply = await fetch(location.href, { cache: 'no-store' });
        if (!reply.ok) return;
        const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
        const main = page.querySelector('main');
        if (main) shown.replaceWith(document.adoptNode(main));
      } catch (error) {
        // The server is away: try again.
      }
    }
    setTimeout(refresh, every);
  }
  setTimeout(refresh, every);
})();
)js";

constexpr std::string_view kIcon =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0b57b0" d="M8 1l2 4.6 5 .5-3.800 3.300 1.100 4.900L8 11.700 3.700 14.300l1.100-4.900L1 6.100l5-.5z"/></svg>)svg";

void add_headers(HttpResponse& response) {
  response.headers.emplace_back("Content-Security-Policy", kPolicy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

std::string frame(const Page& page) {
  // Without JavaScript the browser itself loads the page again.
  const char* reload =
      page.refresh ? R"(<noscript><meta http-equiv="refresh" content="5"></noscript>)" : "";
  return fmt::format(
      R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0} · Starload development server</title>
<link rel="stylesheet" href="/ui/style.css"><link rel="icon" href="/ui/icon.svg">{1}
<script src="/ui/refresh.js" defer></script></head>
<body><header><a href="/ui">Databases</a><a href="/ui/loads">Loads</a><span class="who">{2}</span></header>
<main{3}>
{4}
</main></body></html>
)",
      escaped(page.title), reload, escaped(page.user), page.refresh ? " data-refresh" : "",
      page.body);
}

}  // namespace

HttpResponse page_response(const Page& page) {
  HttpResponse response;
  response.status = page.status;
  response.content_type = "text/html; charset=utf-8";
  response.body = frame(page);
  add_headers(response);
  return response;
}

HttpResponse login_page() {
  Page page;
  page.title = "Login";
  page.status = 401;
  page.body =
      "<h1>Login</h1><p>Give the name and password of a user of this server; it shows what that "
      "user may see.</p>";
  HttpResponse response = page_response(page);
  response.headers.emplace_back("WWW-Authenticate",
                                "Basic realm=\"Starload development server\", charset=\"UTF-8\"");
  return response;
}

std::optional<HttpResponse> asset(std::string_view name) {
  HttpResponse response;
  if (name == "style.css") {
    response.content_type = "text/css; charset=utf-8";
    response.body = kStyle;
  } else if (name == "refresh.js") {
    response.content_type = "text/javascript; charset=utf-8";
    response.body = kScript;
  } else if (name == "icon.svg") {
    response.content_type = "image/svg+xml";
    response.body = kIcon;
  } else {
    return std::nullopt;
  }
  add_headers(response);
  return response;
}

}  // namespace starload::devserver
