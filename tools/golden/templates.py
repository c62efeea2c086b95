"""Templates of our own rendered by Jinja2 with the settings of Hugging Face.

The environment is built as transformers builds it (`chat_template_utils`), with a fixed clock. `templates.json` is a
list of {name, template, ctx, golden}: golden begins with "EXC " where the template raises, with "ERR " where Jinja2
refuses it (only that it does is compared), and is the rendered text otherwise. Needs jinja2 3.1.6.
"""

import json
import sys
from datetime import datetime

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from common import FIXTURES

NOW = datetime(2026, 11, 21, 10, 5, 9)


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_pass"), [], [], body).set_lineno(line)

    def _pass(self, caller):
        return caller()


class Raised(Exception):
    pass


def raise_exception(message):
    raise Raised(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


ENVIRONMENT = ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
)
ENVIRONMENT.filters["tojson"] = tojson
ENVIRONMENT.globals["raise_exception"] = raise_exception
ENVIRONMENT.globals["strftime_now"] = NOW.strftime


def render(template, ctx):
    try:
        return ENVIRONMENT.from_string(template).render(**ctx)
    except Raised as e:
        return f"EXC {e}"
    except Exception as e:
        return f"ERR {type(e).__name__}: {e}"


# Conversations: white space at the ends, quotes, markers and template tags inside content, other scripts, surrogate
# pairs, an empty turn.
TALK = [
    {"role": "user", "content": "\n  Is {{ this }} {% raw %} \"safe\"? \t"},
    {"role": "assistant", "content": "Yes: <|end|> isn't é 😀 special.\n\n"},
    {"role": "user", "content": "Ça va?\r\n<s>"},
]
SYSTEM = [{"role": "system", "content": " Be terse. \n"}, *TALK]
REPLIED = [*TALK, {"role": "assistant", "content": ""}]
STRANGE = [{"role": "wizard", "content": "abra"}, {"role": "user", "content": None}]
TOOLS = [{
    "type": "function",
    "function": {
        "name": "weigh", "description": "<kg> & 'g' \"é\" \\ \u2028 😀",
        "parameters": {"type": "object", "properties": {"n": {"type": "number", "enum": [1, 2.5, 1e-7, 1e22, None]}},
                       "required": [], "strict": True},
    },
}]
PARTS = [{"role": "user", "content": [{"type": "text", "text": "a 'b'"}, {"type": "image"}, {"type": "text", "text": "c"}]}]

CHATS = {
    "plain": {"messages": TALK, "add_generation_prompt": True, "bos_token": "<s>", "eos_token": "</s>"},
    "system": {"messages": SYSTEM, "add_generation_prompt": False, "bos_token": "<s>", "eos_token": "</s>"},
    "replied": {"messages": REPLIED, "add_generation_prompt": False, "bos_token": "<s>", "eos_token": "</s>",
                "tools": TOOLS},
    "strange": {"messages": STRANGE, "add_generation_prompt": True, "bos_token": "", "eos_token": "</s>"},
}

TEMPLATES = {
    "header-blocks": """\
{#- One block a turn; the blanks and line breaks between tags must vanish. #}
{%- set first = true -%}
{% for m in messages %}
    {% if m.role == 'system' and not loop.first %}
        {{ raise_exception("system must come first, not at " ~ loop.index) }}
    {% elif m['role'] not in ["system", 'user', "assistant"] %}
        {{- raise_exception('unknown role: ' + m.role + "!") -}}
    {% endif %}
    <|{{ m.role }}|>
{{ m.content | trim }}<|end|>
{% endfor %}
{% if add_generation_prompt %}
<|assistant|>
{% endif -%}
""",
    "alternating": """\
{{ bos_token }}{% set ns = namespace(turn='user', seen=0) %}{% for m in messages %}{% if m.role != 'system' %}{% if m.role \
!= ns.turn %}{{ raise_exception('turn %d is by %s, expected %s' % (loop.index, m.role, ns.turn)) }}{% endif %}{% set \
ns.turn = {'user': 'assistant', 'assistant': 'user'}[m.role] %}{% set ns.seen = ns.seen + 1 %}{% endif %}{{ '### ' ~ \
m.role.title() ~ ' (' ~ ns.seen ~ '):\n' ~ m.content.strip() ~ '\n' }}{% if m.role == 'assistant' %}{{ eos_token }}{% \
endif %}{% endfor %}{% if add_generation_prompt %}### Assistant:{{ "\\n" }}{% endif %}""",
    "macros": """\
{%- macro mark(role, open=true) -%}
    {{- '[' if open else '[/' -}}{{ role | upper }}{{- ']' -}}
{%- endmacro -%}
{%- macro turn(m, sep='|', shout=false) %}
    {%- set text = (m.content or '(nothing)') | trim -%}
    {{ mark(m.role) }}{{ text | upper if shout else text }}{{ mark(m.role, open=false) }}{{ sep }}
{%- endmacro %}
{{- bos_token -}}
{% for m in messages if m.role is in ['user', 'assistant', 'system'] -%}
    {{ turn(m, shout=loop.last) }}
    {%- if loop.index0 == 2 %}{% break %}{% endif %}
{%- else -%}
    no one spoke
{%- endfor -%}
{%- call(x, y='!') turn_with() %}{{ x }}{{ y }}{% endcall -%}
""".replace("{%- call(x, y='!') turn_with() %}{{ x }}{{ y }}{% endcall -%}\n",
            "{%- macro twice() %}{{ caller('a') }}{{ caller('b', y='?') }}{% endmacro -%}\n"
            "{%- call(x, y='!') twice() %}<{{ x }}{{ y }}>{% endcall -%}\n"),
    "tools-json": """\
{%- if tools is defined and tools -%}
    {{- "<tools>\\n" -}}
    {%- for tool in tools -%}
        {{- tool | tojson -}}{{- "\\n" -}}
        {{- tool | tojson(indent=2) -}}{{- "\\n" -}}
        {{- tool.function | tojson(ensure_ascii=true, separators=(',', ':'), sort_keys=true) -}}
        {%- for name, spec in tool.function.parameters.properties.items() %} {{ name }}: {{ spec.type }}{% endfor -%}
    {%- endfor -%}
    {{- "\\n</tools>" -}}
{%- else %}no tools
{%- endif %}
{{ messages | tojson }}|{{ messages | length }}|{{ messages | map(attribute='role') | join('-') }}|
{{- messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }}""",
    "reasoning": """\
{%- set ns = namespace(last=-1) -%}
{%- for m in messages[::-1] -%}
    {%- if ns.last < 0 and m.role == 'user' -%}{%- set ns.last = messages | length - loop.index -%}{%- endif -%}
{%- endfor -%}
{%- for m in messages -%}
    {%- set body = m.content if m.content is string else '' -%}
    {%- if m.role == 'assistant' and ':' in body -%}
        {%- set thought, answer = body.split(':', 1) -%}
        {{- '<a>' -}}{%- if loop.index0 > ns.last %}<think>{{ thought }}</think>{% endif -%}{{- answer.lstrip(' ') -}}
    {%- else -%}
        {{- '<' + m.role[0] + '>' + body -}}
    {%- endif -%}
{%- endfor -%}
{{ ns.last }}""",
    "generation": """\
{% for m in messages %}
{% if m.role == 'assistant' %}
A: {% generation %}
{{ m.content }}
{{- eos_token }}
{% endgeneration %}
{% else %}
{{ m.role[0] | upper }}: {{ m.content }}
{%+ endif %}
{% endfor %}
tail""",
    "system-merge": """\
{%- if messages[0].role == "system" -%}
  {%- set sys, rest = messages[0]["content"], messages[1:] -%}
{%- else -%}
  {%- set sys, rest = none, messages -%}
{%- endif -%}
{%- for m in rest -%}
  {%- if loop.first and sys -%}
    {{- "<<" + sys.strip() + ">>\\n" -}}
  {%- endif -%}
  {{- m.content | string | replace("\\n", "\\\\n") -}}{{- "" if loop.last else " // " -}}
{%- endfor -%}
{{- date is defined -}}{{- strftime_now(" %d %b %Y %H:%M %A %-d %j %y %B %I%p") -}}""",
}

# Expressions, one a line: {name: [template, ..]}, each rendered with CTX.
CTX = {
    "s": "Hello, World", "e": "", "u": "ßé Ǆ ﬁ 😀 x", "n": 7, "f": 2.5, "t": True, "z": None, "l": [3, 1, 2],
    "d": {"b": 1, "a": [2, {"c": "x'y"}], "items": "own"}, "m": [{"n": "Bo", "k": 2}, {"n": "al", "k": 1}, {"n": "Cy"}],
    "w": "\u00a0\u2003 pad \x1f\n",
}
LINES = {
    "arithmetic": ["{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }}",
                   "{{ 1 + 2 * 3 - 4 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ (1 + 2) * 3 }} {{ 10 - 3 - 2 }}",
                   "{{ 1.5 + 1 }} {{ 3.0 }} {{ 1e3 }} {{ 1e22 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 100000000.0 * 10 }}",
                   "{{ 5.5 // 2 }} {{ -5.5 % 2 }} {{ 7.0 // 2 }} {{ true + true }} {{ 1 == 1.0 }} {{ true == 1 }}",
                   "{{ 'ab' * 3 }} {{ 2 * [1] }} {{ [1] + [2, 3] }} {{ (1,) + (2,) }} {{ 'a' + 'b' ~ 1 + 2 }}",
                   "{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1_0.5 }} {{ +3 }} {{ - 3 }} {{ --3 }}"],
    "comparison": ["{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 1 != 1.5 }} {{ 2 >= 2 }}",
                   "{{ 'ell' in s }} {{ 'x' not in s }} {{ 3 in l }} {{ 'a' in d }} {{ 4 not in l }} {{ not 3 in l }}",
                   "{{ [1, 'a'] == [1.0, 'a'] }} {{ (1,) == [1] }} {{ {'a': 1} == {'a': true} }} {{ none == false }}",
                   "{{ z is none }} {{ q is defined }} {{ q is undefined }} {{ q == none }} {{ q == r }} {{ not q }}"],
    "logic": ["{{ e or 'x' }} {{ s and 1 }} {{ 0 or none or [] }} {{ not e and t }} {{ 1 if e else 2 if z else 3 }}",
              "{{ 'yes' if l }}{{ 'no' if e }}| {{ (1 if false) is defined }} {{ not not 1 }} {{ 1 if not t else 0 }}"],
    "printing": ["{{ none }} {{ true }} {{ [1, 'a', none, 2.0, true] }} {{ (1,) }} {{ () }} {{ {'k': 'v', 1: []} }}",
                 "{{ [\"it's\", 'say \"x\"', 'a\\nb\\\\', 'both \\' \"', '\\u2028\\x00\\xa0é😀'] }}",
                 "{{ [q] }} {{ q }} {{ d }} {{ 1, 2 }} {{ 'a' 'b' }} {{ [[], {}, ''] }} {{ 'tab\\tquote\\'\\x41\\u00e9' }}",
                 "{{ '\\d \\101 \\a' }} {{ \"dou'ble\" }} {{ 'multi\nline' }}"],
    "subscripts": ["{{ s[0] }}{{ s[-1] }}{{ s[1:4] }}{{ s[::-1] }}{{ s[::3] }}{{ s[10:2:-2] }}{{ s[:-7] }}{{ s[100:] }}",
                   "{{ l[0] }} {{ l[-1] }} {{ l[1:] }} {{ l[::-1] }} {{ l[5] }}| {{ l[-9:2] }} {{ (1, 2, 3)[1:] }} {{ l.0 }}",
                   "{{ d.a[1].c }} {{ d['a'][0] }} {{ d.zz }}| {{ d['items'] }} {{ d.items() | list }} {{ d.get('q', 5) }}",
                   "{{ u[4] }} {{ u[-3:] }} {{ u | length }} {{ d.get('b') }} {{ d.keys() | list }} {{ d.values() | list }}",
                   "{{ '😀a'[1] }} {{ '😀a'[::-1] }} {{ s['upper']() }} {{ l[true] }} {{ d['zz'] is defined }}"],
    "methods": ["{{ s.upper() }} {{ s.lower() }} {{ 'heLLo wORLD o\\'neil x-ray'.title() }} {{ 'éa B'.capitalize() }}",
                "{{ w.strip() }}|{{ w.lstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abcba'.lstrip('ab') }}|{{ 'a..'.rstrip('.') }}",
                "{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a b c'.split(' ', 1) }} {{ 'a b c'.rsplit(' ', 1) }}",
                "{{ ' a b  c '.split(none, 1) }} {{ ' a  b c '.rsplit(none, 1) }} {{ ''.split() }} {{ ''.split(',') }}",
                "{{ 'a\\nb\\r\\nc\\n'.splitlines() }} {{ 'a\\n'.splitlines(true) }} {{ 'a-b-c'.partition('-') }}",
                "{{ 'a-b-c'.rpartition('-') }} {{ 'abc'.replace('b', 'X') }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'ab'.replace('', '.') }}",
                "{{ s.startswith('He') }} {{ s.endswith(('x', 'ld')) }} {{ s.find('o') }} {{ s.rfind('o') }} {{ s.find('q') }}",
                "{{ s.count('l') }} {{ 'aaaa'.count('aa') }} {{ ', '.join(['a', 'b']) }} {{ 'x'.join('abc') }} {{ u.index('x') }}",
                "{{ '12'.isdigit() }} {{ 'a1'.isalpha() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ 'A1'.isupper() }} {{ ''.islower() }}",
                "{{ 'a'.ljust(3, '.') }} {{ 'a'.rjust(3) }} {{ 'a'.center(4, '*') }} {{ '-5'.zfill(4) }} {{ 'ab'.center(5, '-') }}",
                "{{ '{} {} {0}'[:5].format(1, 'x') }} {{ '{a}{{}}{b}'.format(a=1, b=[2]) }} {{ 'pre_x'.removeprefix('pre_') }}{{ 'x.py'.removesuffix('.py') }}",
                "{{ u.upper() }} {{ u.lower() }} {{ u.title() }} {{ 'ΑΣ'.lower() }} {{ 'aBc'.swapcase() }}",
                "{{ '%s=%d %05.1f %x %% %-3s| %r' % ('a', 3, 2.25, 255, 'b', 'c') }} {{ '%s' % 5 }} {{ '%3d|%-4d|' % (1, 2) }}"],
    "filters": ["{{ s | upper | lower | title }} {{ w | trim }} {{ 'xax' | trim('x') }} {{ s | replace('l', 'L', 1) }}",
                "{{ l | sort }} {{ l | sort(reverse=true) }} {{ m | sort(attribute='n') | map(attribute='n') | list }} {{ ['b', 'A', 'a'] | sort }}",
                "{{ l | first }} {{ l | last }} {{ [] | first }}| {{ l | length }} {{ s | count }} {{ l | reverse | list }} {{ 'abc' | reverse }}",
                "{{ l | join }} {{ l | join(', ') }} {{ m | join('|', attribute='n') }} {{ 'abc' | join('-') }} {{ s | list | length }}",
                "{{ q | default('x') }} {{ e | default('x') }}| {{ e | default('x', true) }} {{ z | d('y') }} {{ q | d }}|",
                "{{ m | map(attribute='k', default=0) | list }} {{ ['a', 'b'] | map('upper') | join }} {{ l | map('string') | list }}",
                "{{ m | selectattr('k') | list | length }} {{ m | rejectattr('k', 'defined') | map(attribute='n') | first }} {{ l | select('odd') | list }}",
                "{{ l | reject('gt', 2) | list }} {{ l | select | list }} {{ [0, 1, ''] | reject | list }} {{ m | selectattr('k', '==', 2) | list }}",
                "{{ '12' | int }} {{ 'x' | int }} {{ 'x' | int(-1) }} {{ '3.9' | int }} {{ 2.7 | int }} {{ '2.5' | float }} {{ 'q' | float }} {{ 'ff' | int(0, 16) }}",
                "{{ -3 | abs }} {{ 2.5 | round }} {{ 2.567 | round(2) }} {{ 2.1 | round(0, 'ceil') }} {{ 7 | round }} {{ 3.5 | round | int }}",
                "{{ l | sum }} {{ m[:2] | sum(attribute='k') }} {{ l | min }} {{ l | max }} {{ ['b', 'A'] | min }} {{ [1, 1.0, true, 2] | unique | list }}",
                "{{ d | dictsort }} {{ {'b': 1, 'A': 2} | dictsort(false, 'value') }} {{ d | items | list | length }} {{ l | batch(2, 0) | list }}",
                "{{ 'a\\nb\\n\\nc' | indent }}| {{ 'a\\nb' | indent(2, true) }}| {{ 'a\\n\\nb' | indent('> ', blank=true) }}|",
                "{{ 'one two three four' | truncate(9) }} {{ 'one two three four' | truncate(9, true, '>', 0) }} {{ s | truncate(99) }} {{ 'a b, c' | wordcount }}",
                "{{ '%s-%s' | format(1, 'b') }} {{ 'x' | center(5) }}| {{ 5 | string ~ 'a' }} {{ 'a' | safe }} {{ \"o'neil (ab) c-d\" | title }} {{ 'ABC' | capitalize }}",
                "{{ l | tojson }} {{ {'a': none, '1': [true, 1.0, 'é\\n\\x01'], 2: {}} | tojson }} {{ [] | tojson(indent=4) }} {{ s | tojson }}"],
    "tests": ["{{ s is string }} {{ n is number }} {{ t is number }} {{ t is integer }} {{ n is integer }} {{ f is float }} {{ t is boolean }}",
              "{{ d is mapping }} {{ l is mapping }} {{ l is sequence }} {{ s is iterable }} {{ n is iterable }} {{ q is iterable }} {{ d is sequence }}",
              "{{ n is odd }} {{ n is even }} {{ n is divisibleby 7 }} {{ n is divisibleby(3) }} {{ n is eq 7 }} {{ n is gt(3) }} {{ n is not lt 3 }}",
              "{{ s is callable }} {{ range is callable }} {{ t is true }} {{ 1 is true }} {{ t is sameas true }} {{ 'a' is lower }} {{ 'A' is upper }}",
              "{{ n is in [7] }} {{ 'upper' is filter }} {{ 'nope' is filter }} {{ 'odd' is test }} {{ z is none and n is defined }} {{ not n is none }}",
              "{{ 'x' if n is divisibleby 7 else 'y' }} {{ n is defined and n is number or false }} {{ (n is string) ~ 1 }}"],
    "loops": ["{% for i in l %}{{ loop.index }}/{{ loop.length }}:{{ i }}{{ ',' if not loop.last }}{% endfor %}",
              "{% for i in l %}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 1) }} {% endfor %}",
              "{% for i in range(10) %}{% if i == 1 %}{% continue %}{% endif %}{% if i > 3 %}{% break %}{% endif %}{{ i }}{% else %}none{% endfor %}",
              "{% for i in [] %}x{% else %}empty{% endfor %}{% for i in q %}x{% else %} undefined{% endfor %}{% for k in {'a': 1} %}{{ k }}{% endfor %}",
              "{% for i in l if i > 1 %}{{ loop.index }}{{ i }}{{ loop.length }} {% endfor %}{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
              "{% for n in [{'v': 1, 'c': [{'v': 2, 'c': [{'v': 3}]}]}] recursive %}{{ '-' * loop.depth0 }}{{ n.v }}({{ loop(n.c) if n.c }}){% endfor %}",
              "{% set x = 1 %}{% for i in l %}{{ x }}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}",
              "{% for i in range(3) %}{% for j in range(i) %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}{{ range(5, 0, -2) | list }}",
              "{% for c in 'a😀b' %}[{{ c }}]{% endfor %}{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{{ loop is defined }}"],
    "statements": ["{% set a, b = 1, 'x' %}{{ b }}{{ a }}{% set c = (1, 2) %}{{ c }}{% set l2 = l + [4] %}{{ l2 }}{% if t %}{% set v = 5 %}{% endif %}{{ v }}",
                   "{% set block %} in {{ s }} {% endset %}[{{ block }}]{% set up | upper | trim %} abc {% endset %}[{{ up }}]",
                   "{% with a = 1, b = n %}{{ a + b }}{% set n = 0 %}{% endwith %}{{ n }}{{ a is defined }}{% filter upper | replace('A', 'b') %}abc{{ s }}{% endfilter %}",
                   "{% set ns = namespace(x=1, y='a') %}{% for i in l %}{% set ns.x = ns.x * i %}{% endfor %}{{ ns.x }}{{ ns.y }}{{ ns.zz is defined }}",
                   "{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1) }} {{ f(1, 3, 4, 5, k=6) }} {{ f(*[7, 8]) }} {{ f(**{'a': 9}) }}",
                   "{% macro r(n) %}{{ n }}{{ r(n - 1) if n > 0 }}{% endmacro %}{{ r(4) }}{% macro g() %}{{ n }}{% endmacro %}{% set n = 9 %}{{ g() }}",
                   "{% if e %}1{% elif z %}2{% elif n == 7 %}3{% else %}4{% endif %}{% if not l %}5{% endif %}{% print s %}{{ dict(a=1) }}",
                   "{% raw %}{{ not }} {% this %}{# #}{% endraw %}{# gone {{ x }} #}|{%- raw -%}  a  {%- endraw -%}  |"],
    "white-space": ["  {% if t %}\n  a\n  {% endif %}\nb\n", "x  {%- if t -%}  y  {%- endif -%}  z", "x {%+ if t +%}\n y {% endif %}\n\nz",
                    "a\n  {# comment #}\n  b {# inline #}\n c\n", "a\n   {{ s }}   \n  {{- s -}}  \n b", "{% for i in l %}\n\t{{ i }}\n\t{% endfor %}\nend\n\n",
                    "\n\n{%- set a = 1 %}\n  x\n   {%- set b = 2 -%}   \n\n y", "a {{ '{%' }} {{ \"}}\" }} {{ {'a': {'b': 1}}.a.b }} {# {% if %} #} b",
                    "a\r\n  {% if t %}\r\nb{% endif %}\rc\r\n", "{#- x -#}\n\n  y  {#+ z +#}\n w", "  {% raw %}\n  r\n  {% endraw %}\n x", "{{ -1 }}{{- 1 -}} {{+ 1 }} {{ 2 -}}\n3"],
    "errors": ["{{ q.x }}", "{{ q() }}", "{{ q + 1 }}", "{{ 1 + 'a' }}", "{{ 'a' < 1 }}", "{{ 1 / 0 }}", "{{ s.nope() }}", "{{ d.zz.y }}",
               "{% if %}x{% endif %}", "{% for x in l %}", "{{ s", "{% endif %}", "{{ 'open }}", "{{ [1, 2 }}", "{{ s | nope }}", "{{ s is nope }}",
               "{% set a, b = [1] %}", "{% break %}", "{{ l.append(4) }}", "{{ d.update({}) }}", "{{ s.__class__ }}{{ s.__class__.x }}", "{{ range(1000000) | length }}", "{% nope %}",
               "{{ raise_exception('no: ' ~ n) }}", "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}", "{{ loop.index }}", "{% include 'x' %}", "{{ 5 | length }}",
               "{{ z.x.y }}", "{{ {[1]: 2} }}", "{{ l['a'].b }}", "{{ s[1:2:0] }}", "{{ 1 | tojson(2, 3, 4, 5, 6) }}", "{{ q | tojson }}", "{% set q.x = 1 %}", "{{ $ }}",
               "{{ }}", "{{ 1 2 }}", "{{ a.b.c if a }}{{ z[0] }}", "{# open", "{% raw %}x", "{{ x if }}", "{% set 1 = 2 %}", "{{ 'x' is string is defined }}", "{{ ')' ) }}",
               "{% for a, b in [1] %}{% endfor %}", "{{ 'abc'.split('') }}", "{{ n() }}", "{{ s | replace }}", "{{ 'a' * 'b' }}", "{{ [] | join(1, 2, 3) }}", "{{ none | length }}"],
}


def cases():
    for template_name, template in TEMPLATES.items():
        for chat_name, ctx in CHATS.items():
            yield f"{template_name}/{chat_name}", template, ctx
    yield "parts", "{% for m in messages %}{{ m.content }}{% for p in m.content %}{{ p.text | d('?') }}{% endfor %}{% endfor %}", {"messages": PARTS}
    for group, lines in LINES.items():
        for i, line in enumerate(lines):
            yield f"{group}/{i}", line, CTX


if __name__ == "__main__":
    rows = [{"name": n, "template": t, "ctx": c, "golden": render(t, c)} for n, t, c in cases()]
    shared = {json.dumps(c): name for name, c in [("CTX", CTX), *CHATS.items()]}
    for row in rows:  # the contexts that many share stand once, by name
        row["ctx"] = shared.get(json.dumps(row["ctx"]), row["ctx"])
    contexts = {"CTX": CTX, **CHATS}
    path = FIXTURES / "templates.json"
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    path.write_text('{\n  "contexts": ' + json.dumps(contexts) + ',\n  "cases": [\n' + lines + "\n  ]\n}\n")
    print(f"{path.name}: {len(rows)} cases, {path.stat().st_size} bytes, jinja2 {jinja2.__version__}", file=sys.stderr)
