// To the dashboard of an id, and back to the one of the app, with no filter left of the one before.
plateocr.openData = (id) => { if (id) plateocr.goAnew({ show: "own", data: id }); };
plateocr.leaveData = () => plateocr.goAnew({});
