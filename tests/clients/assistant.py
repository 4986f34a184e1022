"""assistant.py - an assistant's path by the official Python SDK

Once as clients of 2025 begin, once as each request stands alone, and once
over standard input. The SDK checks structured answers against the schemas.
"""

import asyncio
import os

from mcp import StdioServerParameters
from mcp.client.client import Client

QUOTE = "AI Act: proposed on 2021-04-21."


async def use(client, name, **arguments):
    answer = await client.call_tool(name, arguments)
    assert not answer.is_error, answer.content
    assert answer.structured_content["as_of"]["seq"] > 0
    return answer.structured_content["result"]


async def path(client):
    tools = await client.list_tools()
    found = await use(client, "search_instruments", query="artificial intelligence act")
    read = await use(client, "get_provision", instrument="eu-ai-act", provision="Article 5")
    checked = await use(
        client,
        "verify_quotes",
        quotes=[{"exact": QUOTE}, {"exact": QUOTE.replace("2021-04", "2022-04")}],
    )
    cited = await use(client, "cite", record=read["provision"]["key"], kind="provisions")

    assert len(tools.tools) == 9
    assert found["items"][0]["key"] == "eu-ai-act"
    assert [i["result"] == "exact" for i in checked["items"]] == [True, False]
    assert "Article 5. " in cited["citation"] and "Artificial Intelligence Act. " in cited["citation"]
    return 5


async def main():
    url = os.environ["INSTRUMENTD_URL"] + "/mcp"
    program = StdioServerParameters(
        command=os.environ["INSTRUMENTD_PROGRAM"],
        args=["mcp", "--db", os.environ["INSTRUMENTD_DB"]],
    )
    calls = 0
    for server, mode in ((url, "legacy"), (url, "2026-07-28"), (url, "auto"), (program, "legacy")):
        async with Client(server, mode=mode) as client:
            calls += await path(client)
    print(f"{calls} calls, over HTTP and standard input")


asyncio.run(main())
