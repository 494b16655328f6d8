"""The current official SDK (distribution `runware-sdk`), unmodified, against the local service over its WebSocket."""

import asyncio
import sys
import uuid

from runware import Runware, RunwareError

WIDTH_RULE = (
    "Invalid value for 'width' parameter. Image/Video width must be an integer value between 256 and 1440, "
    "in multiples of 32."
)


def request(**members):
    # The task type is named so that the SDK need not ask its registry on the network.
    given = {
        "taskType": "imageInference", "model": "bfl:2@1", "positivePrompt": "a red kite over dunes", "width": 256,
        "height": 256,
    }
    return {**given, **members}


def check_images(images, count, url_start):
    assert len(images) == count, f"{len(images)} images instead of {count}"
    assert len({image["imageUUID"] for image in images}) == count, "images share a UUID"
    assert len({image["seed"] for image in images}) == count, "images share a seed"
    assert all(image["imageURL"].startswith(url_start) for image in images), images


async def refusal(run):
    try:
        await run
    except RunwareError as error:
        return error
    raise AssertionError("it was not refused")


async def converse(address, key):
    links = "http://" + address
    settings = {"ws_base_url": f"ws://{address}/v1", "http_base_url": f"http://{address}/v1"}
    async with Runware(api_key=key, **settings) as runware:
        assert runware.is_connected

        # Async with polls is what it does unless told otherwise.
        task = str(uuid.uuid4())
        images = await runware.run(request(taskUUID=task, numberResults=4, includeCost=True))
        check_images(images, 4, links)
        assert all(image["cost"] == 0.04 for image in images), images
        check_images(await runware.run(request(numberResults=4, deliveryMethod="sync")), 4, links)

        error = await refusal(runware.run(request(width=1000)))
        assert (error.code, error.parameter, error.message) == ("validation", "width", WIDTH_RULE), repr(error)
        for delivery in ["sync", "async"]:
            error = await refusal(runware.run(request(positivePrompt="a refused picture", deliveryMethod=delivery)))
            assert error.code == "safety", repr(error)
            assert error.message.startswith("Invalid content detected."), repr(error)

        details = await runware.get_task_details({"taskUUID": task})
        assert details[0]["request"][0]["numberResults"] == 4, details
        assert len(details[0]["response"]["data"]) == 4, details
        account = await runware.account_management({"operation": "getDetails"})
        assert account[0]["balance"]["currency"] == "USD", account
    assert not runware.is_connected

    error = await refusal(Runware(api_key="wrong", **settings).connect())
    assert error.message.startswith("Invalid API key"), repr(error)


async def main(address, key):
    async with asyncio.timeout(60):
        await converse(address, key)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"the client did not end: {left}"


asyncio.run(main(sys.argv[1], sys.argv[2]))
print("runware-sdk: all passed")
