// Opens the dashboard with an id, or the app's own, without the filters of the previous one.
plateocr.openData = (id) => { if (id) plateocr.goAnew({ show: "own", data: id }); };
plateocr.leaveData = () => plateocr.goAnew({});
