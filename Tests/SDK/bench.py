"""What the current official SDK (distribution `runware-sdk`), unmodified, does in a second and costs a request.

    bench.py ADDRESS KEY PARALLELISM REQUESTS websocket|rest sync|async TASK

TASK is a task as JSON, without a UUID. The figures go to standard output as one JSON object; `easel-bench client`
prints the same of Easel's own client. Starting Python and importing the SDK counts nowhere.
"""

import asyncio
import json
import resource
import sys
import time

from runware import Runware


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def measure(address, key, parallelism, requests, transport, delivery, task):
    request = {**task, "deliveryMethod": delivery}

    async def draw(runware, count):
        for _ in range(count):
            images = await runware.run(dict(request))
            assert len(images) == 1 and images[0]["imageURL"], images
        return time.perf_counter()

    start = time.perf_counter()
    places = {"ws_base_url": f"ws://{address}/v1", "http_base_url": f"http://{address}/v1"}
    async with Runware(api_key=key, transport=transport, **places) as runware:
        first = min(await asyncio.gather(*(draw(runware, 1) for _ in range(parallelism))))
        processor, begin = processor_seconds(), time.perf_counter()
        await asyncio.gather(*(draw(runware, requests // parallelism) for _ in range(parallelism)))
        seconds, processor = time.perf_counter() - begin, processor_seconds() - processor
    done = requests // parallelism * parallelism
    return {"first": (first - start) * 1e3, "processor": processor / done * 1e6, "rate": done / seconds}


async def main(address, key, parallelism, requests, transport, delivery, task):
    async with asyncio.timeout(120):
        figures = await measure(
            address, key, int(parallelism), int(requests), transport, delivery, json.loads(task))
    print(json.dumps(figures))


asyncio.run(main(*sys.argv[1:]))
