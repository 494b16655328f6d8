"""The older official SDK (distribution `runware`), unmodified, against the local service over its WebSocket."""

import asyncio
import sys
import uuid

from runware import IImageInference, Runware
from runware.utils import RunwareAPIError

WIDTH_RULE = (
    "Invalid value for 'width' parameter. Image/Video width must be an integer value between 256 and 1440, "
    "in multiples of 32."
)


def request(**members):
    given = {"model": "bfl:2@1", "positivePrompt": "a red kite over dunes", "width": 256, "height": 256}
    return IImageInference(**{**given, **members})


def check_images(images, count, url_start):
    assert len(images) == count, f"{len(images)} images instead of {count}"
    assert len({image.imageUUID for image in images}) == count, "images share a UUID"
    assert len({image.seed for image in images}) == count, "images share a seed"
    assert all(image.imageURL.startswith(url_start) for image in images), [image.imageURL for image in images]


async def converse(address, key):
    links = "http://" + address
    runware = Runware(api_key=key, url=f"ws://{address}/v1")
    await runware.connect()
    assert runware.connected()

    check_images(await runware.imageInference(request(numberResults=4, includeCost=True)), 4, links)

    task = str(uuid.uuid4())
    receipt = await runware.imageInference(request(taskUUID=task, numberResults=4, deliveryMethod="async"))
    assert (receipt.taskType, receipt.taskUUID) == ("imageInference", task), receipt
    check_images(await runware.getResponse(taskUUID=task, numberResults=4), 4, links)

    try:
        await runware.imageInference(request(width=1000))
    except RunwareAPIError as error:
        assert error.code == "invalidWidth", error
        assert error.error_data["message"] == WIDTH_RULE, error
        assert error.error_data["parameter"] == "width", error
    else:
        raise AssertionError("a width of 1000 was accepted")

    try:
        await runware.imageInference(request(positivePrompt="a refused picture"))
    except RunwareAPIError as error:
        assert error.code == "invalidProviderContent", error
    else:
        raise AssertionError("refused content was delivered")

    await runware.disconnect()
    assert not runware.connected()

    stranger = Runware(api_key="wrong", url=f"ws://{address}/v1")
    await stranger.connect()
    assert stranger._invalidAPIkey.startswith("Invalid API key"), stranger._invalidAPIkey
    await stranger.disconnect()


async def main(address, key):
    async with asyncio.timeout(60):
        await converse(address, key)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"the client did not end: {left}"


asyncio.run(main(sys.argv[1], sys.argv[2]))
print("runware: all passed")
